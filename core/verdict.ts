import type { Judgement, Level } from './check.ts';
import type { Finding } from './finding.ts';

/** What a check came to; the meaning of each stands in the contract. */
export type Verdict = 'pass' | 'fail' | 'warn' | 'skip' | 'omit' | 'attest' | 'error' | 'waived';

export type Readiness = 'ready' | 'not-ready' | 'not-demonstrated';

export const VERDICTS = [
  'pass',
  'fail',
  'warn',
  'skip',
  'omit',
  'attest',
  'error',
  'waived',
] as const satisfies readonly Verdict[];

const WORST_FIRST = [
  'fail',
  'waived',
  'error',
  'skip',
  'attest',
  'warn',
  'pass',
  'omit',
] as const satisfies readonly Verdict[];

/** A group that has shown nothing has passed nothing. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'skip';

/** Only a SHALL can fail: below it a departure troubles, and is said, but breaks no promise. */
const severityAt = (level: Level, { severity }: Finding): Finding['severity'] => {
  if (severity !== 'error') return severity;
  if (level === 'SHALL') return 'error';
  return level === 'SHOULD' ? 'warning' : 'information';
};

/** Findings with the severity that the check's level lets them have. */
export const weighed = (level: Level, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => ({ ...finding, severity: severityAt(level, finding) }));

/** The verdict of one judgement, before waivers. */
export function verdictOf(judgement: Judgement, level: Level): Verdict {
  switch (judgement.kind) {
    case 'skipped':
      return 'skip';
    case 'omitted':
      return 'omit';
    case 'unjudged':
      return 'error';
    case 'attestable':
      return judgement.attestation === undefined ? 'attest' : 'pass';
    case 'judged': {
      const severities = weighed(level, judgement.findings).map(({ severity }) => severity);
      if (severities.includes('error')) return 'fail';
      return severities.includes('warning') ? 'warn' : 'pass';
    }
    default:
      return judgement satisfies never;
  }
}

/**
 * Ready only when everything asked was shown: a failure (waived or not) makes a criterion
 * not ready; what could not be shown, or was never looked at, leaves it not demonstrated.
 */
export function readinessOf(verdicts: readonly Verdict[]): Readiness {
  const asked = verdicts.filter((verdict) => verdict !== 'omit');
  if (asked.some((verdict) => verdict === 'fail' || verdict === 'waived')) return 'not-ready';
  const shown =
    asked.length > 0 && asked.every((verdict) => verdict === 'pass' || verdict === 'warn');
  return shown ? 'ready' : 'not-demonstrated';
}
