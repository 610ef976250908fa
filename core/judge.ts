import type { Check, Guide, Judgement } from './check.ts';
import type { RunConfig, Waiver } from './config.ts';
import { type Finding, isError } from './finding.ts';
import type { Evidence } from './gather.ts';
import { globMatcher } from './plan.ts';
import { isLacking, type Lacking } from './probe.ts';
import type { CheckResult, NotChecked } from './results.ts';
import { type Verdict, verdictOf, weighed } from './verdict.ts';

/** What stood in the way of a check, for grouping by root cause. */
export interface JudgedCheck {
  readonly result: CheckResult;
  /** The probe at which the chain broke that this check leans on. */
  readonly root?: string;
  /** What a skipped check stumbled over, where it was no probe. */
  readonly obstacle?: string;
  /** What could not be decided while judging it. */
  readonly notChecked?: readonly NotChecked[];
  /** What to load, where data was wanting. */
  readonly guide?: Guide;
}

const fromLacking = ({ lacking: reason, kind, exchange }: Lacking): Judgement => {
  const where = exchange === undefined ? {} : { exchange };
  if (kind === 'omit') return { kind: 'omitted', reason };
  return kind === 'skip'
    ? { kind: 'skipped', reason, ...where }
    : { kind: 'unjudged', reason, ...where };
};

/** An exception in a check is a bug of ours and never the vendor's failure. */
function judgementOf(check: Check, evidence: Evidence): { judgement: Judgement; root?: string } {
  const needs = Object.entries(check.needs).map(
    ([name, probe]) => [name, evidence.get(probe.id), probe.id] as const,
  );
  for (const [, brought, id] of needs) {
    if (isLacking(brought)) return { judgement: fromLacking(brought), root: brought.root ?? id };
    if (brought === undefined) {
      const reason = 'The run ended before this was gathered.';
      return { judgement: { kind: 'skipped', reason }, root: 'interrupted' };
    }
  }
  try {
    return { judgement: check.judge(Object.fromEntries(needs)) };
  } catch (error) {
    const reason = `Assay failed while judging: ${error instanceof Error ? error.message : error}`;
    return { judgement: { kind: 'unjudged', reason } };
  }
}

function messageOf(check: Check, judgement: Judgement, findings: readonly Finding[]): string {
  switch (judgement.kind) {
    case 'skipped':
    case 'omitted':
    case 'unjudged':
      return judgement.reason;
    case 'attestable':
      return judgement.attestation === undefined
        ? judgement.question
        : `Attested by ${judgement.attestation.by} on ${judgement.attestation.on}: ${judgement.attestation.text}`;
    case 'judged': {
      const first = findings.find(isError) ?? findings.find((f) => f.severity === 'warning');
      if (first === undefined) {
        return judgement.shown === undefined
          ? `${check.title}.`
          : `${check.title}: ${judgement.shown}.`;
      }
      const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
      return `${check.failureTitle}: ${first.message}${more}`;
    }
    default:
      return judgement satisfies never;
  }
}

const exchangesOf = (judgement: Judgement, findings: readonly Finding[]): number[] => {
  const cited = findings.flatMap(({ exchange }) => (exchange === undefined ? [] : [exchange]));
  const told =
    'exchange' in judgement && judgement.exchange !== undefined ? [judgement.exchange] : [];
  return [...new Set([...told, ...cited])].sort((a, b) => a - b);
};

const waiverFor = (check: Check, waivers: readonly Waiver[], today: string): Waiver | undefined =>
  waivers.find(({ check: glob, expires }) => expires >= today && globMatcher(glob)(check.id));

/** A thing of the journal whose index evidence may carry anywhere in it. */
const indexIn = (evidence: unknown, depth = 0): number[] => {
  if (typeof evidence !== 'object' || evidence === null || depth > 2) return [];
  const { kind, index } = evidence as { kind?: unknown; index?: unknown };
  if ((kind === 'exchange' || kind === 'observation') && typeof index === 'number') return [index];
  const values = Array.isArray(evidence) ? evidence.slice(0, 50) : Object.values(evidence);
  return values.flatMap((value) => indexIn(value, depth + 1));
};

/** Advice on data is due where the data is what is wanting: not where a step before it broke. */
function guideOf(check: Check, judgement: Judgement, root: string | undefined): Guide | undefined {
  if (judgement.kind !== 'skipped') return undefined;
  if (root !== undefined && !Object.values(check.needs).some(({ id }) => id === root)) {
    return undefined;
  }
  try {
    return check.guide?.();
  } catch {
    // The verdict stands without its example; a run is not lost for want of one.
    return undefined;
  }
}

/** Judges one check by the evidence there is. Pure: `today` is an ISO date of the run. */
export function judgeCheck(
  check: Check,
  evidence: Evidence,
  config: Pick<RunConfig, 'waivers'>,
  today: string,
): JudgedCheck {
  const before = performance.now();
  const { judgement, root } = judgementOf(check, evidence);
  const findings = judgement.kind === 'judged' ? weighed(check.level, judgement.findings) : [];
  const raw: Verdict = verdictOf(judgement, check.level);
  const waiver = raw === 'fail' ? waiverFor(check, config.waivers, today) : undefined;
  const cited = exchangesOf(judgement, findings);
  const seen =
    cited.length > 0 || judgement.kind !== 'judged'
      ? cited
      : Object.values(check.needs).flatMap(({ id }) => indexIn(evidence.get(id)));
  const result: CheckResult = {
    id: check.id,
    title: check.title,
    group: check.group,
    level: check.level,
    citations: check.citations,
    requirements: check.requirements,
    verdict: waiver === undefined ? raw : 'waived',
    message: messageOf(check, judgement, findings),
    findings: findings.map((finding) =>
      finding.remedy === undefined && finding.severity !== 'information'
        ? { ...finding, remedy: check.remedy }
        : finding,
    ),
    exchanges: [...new Set(seen)],
    durationMs: Math.round((performance.now() - before) * 100) / 100,
    ...(check.advice ? { advice: true } : {}),
    ...(waiver === undefined ? {} : { waiver: { reason: waiver.reason, expires: waiver.expires } }),
    ...(judgement.kind === 'attestable' && judgement.attestation !== undefined
      ? { attestation: judgement.attestation }
      : {}),
  };
  const notChecked = judgement.kind === 'judged' ? judgement.notChecked : undefined;
  const guide = guideOf(check, judgement, root);
  return {
    result,
    ...(root === undefined ? {} : { root }),
    ...(judgement.kind === 'skipped' && judgement.obstacle !== undefined
      ? { obstacle: judgement.obstacle }
      : {}),
    ...(notChecked === undefined ? {} : { notChecked }),
    ...(guide === undefined ? {} : { guide }),
  };
}
