import type { JournalEntry } from '../core/exchange.ts';
import { type CheckResult, RESULTS_SCHEMA_VERSION, type Results } from '../core/results.ts';
import type { Verdict } from '../core/verdict.ts';
import { sampleExchange } from './sample-journal.ts';
import { resultsOver } from './sample-results.ts';

/** What a server may put into any text: markup, overrides, control characters, half characters. */
export const HOSTILE =
  '</style></script><script>alert(1)</script><img src=x onerror=alert(1)>"\'`=\u202egnp.exe\u0000\u001b[31m\ud800 {{constructor}} javascript:alert(1)';

/** A run of so many checks, of which every so-manieth has a verdict of its own. */
export function wideResults(size: number, verdictAt: (position: number) => Verdict): Results {
  const checks = Array.from({ length: size }, (_, at): CheckResult => {
    const verdict = verdictAt(at);
    const isTroubled = verdict === 'fail' || verdict === 'warn';
    return {
      id: `uscore.profile-${at % 60}.search.parameter-${at}`,
      title: `Search number ${at} finds only resources that match what was asked for`,
      group: `group-${at % 60}`,
      level: 'SHALL',
      citations: ['170.315(g)(10)(i)(A)'],
      requirements: [`uscore.profile-${at % 60}.search.parameter-${at}`],
      verdict,
      message: `${at} resources of 2 patients were looked at, and this was found in them.`,
      findings: isTroubled
        ? Array.from({ length: 5 }, (_each, nth) => ({
            severity: verdict === 'fail' ? ('error' as const) : ('warning' as const),
            message: `Departure ${nth} of check ${at} in a sentence of usual length.`,
            expected: 'something of this kind',
            received: 'something of another kind',
            resource: `Patient/${at}`,
            expression: `Patient.name[${nth}].family`,
            exchange: at % 1_200,
            remedy: 'Change the server so that it sends what was expected, as the profile says.',
          }))
        : [],
      exchanges: [at % 1_200, (at + 7) % 1_200],
      durationMs: 3,
    };
  });
  return resultsOver(checks);
}

/** A journal of so many exchanges with answers of some 20 kB. */
export const wideJournal = (size: number): readonly JournalEntry[] =>
  Array.from({ length: size }, (_, at) =>
    sampleExchange(at, `Patient?name=${at}&birthdate=gt1980-01-01&_count=50`, {
      resourceType: 'Bundle',
      entry: Array.from({ length: 40 }, (_each, nth) => ({
        resource: {
          resourceType: 'Patient',
          id: String(at + nth),
          name: Array.from({ length: 6 }, (_one, name) => ({
            family: `Family ${name}`,
            given: ['A', 'B'],
          })),
        },
      })),
    }),
  );

/** Results in which every text is hostile. */
export function hostileResults(text: string = HOSTILE): Results {
  const verdicts: readonly Verdict[] = [
    'pass',
    'fail',
    'warn',
    'skip',
    'omit',
    'attest',
    'error',
    'waived',
  ];
  const base = resultsOver(
    verdicts.map((verdict) => ({
      id: `${text} ${verdict}`,
      title: text,
      group: text,
      level: 'SHALL',
      citations: [text],
      requirements: [text],
      verdict,
      message: text,
      findings: [0, 1].map((exchange) => ({
        severity: 'error',
        message: text,
        expected: text,
        received: text,
        resource: text,
        expression: text,
        exchange,
        remedy: text,
        cause: text,
      })),
      exchanges: [0, 1],
      durationMs: 1,
      waiver: { reason: text, expires: text },
      attestation: { by: text, on: text, text },
    })),
  );
  return {
    ...base,
    schemaVersion: RESULTS_SCHEMA_VERSION,
    tool: { name: 'assay', version: text },
    run: {
      ...base.run,
      id: text,
      startedAt: text,
      finishedAt: text,
      suites: [text],
      options: { usCore: text, smart: text, bulk: text },
      target: { name: text, fhirBaseUrl: `javascript:${text}`, software: text },
    },
    groups: [{ id: text, title: text, about: text }],
    criteria: base.criteria.map((criterion) => ({ ...criterion, citation: text, title: text })),
    causes: [{ id: text, title: text, checks: [`${text} fail`], resources: 1 }],
    dataGuide: [{ requirement: text, load: text, example: { resourceType: text } }],
    notChecked: [{ what: text, count: 1, why: text }],
  };
}

/** A journal in which every text is hostile. */
export const hostileJournal = (text: string = HOSTILE): readonly JournalEntry[] => [
  sampleExchange(0, text, text, {
    headers: [[text, text]],
    method: text,
    context: text,
    sent: text,
  }),
  sampleExchange(1, text, { resourceType: text, [text]: [text] }),
];
