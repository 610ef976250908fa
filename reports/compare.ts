import type { CheckResult, Results } from '../core/results.ts';
import type { Verdict } from '../core/verdict.ts';
import { counted, plainText } from './plain-text.ts';
import { VERDICT_WORDS } from './words.ts';

export interface Change {
  readonly id: string;
  readonly title: string;
  readonly from?: Verdict;
  readonly to?: Verdict;
  /** The newer message; the older one where the check is gone. */
  readonly message: string;
}

export interface Comparison {
  readonly worse: readonly Change[];
  readonly better: readonly Change[];
  /** Another verdict that is good news for nobody: a failure that can no longer be shown. */
  readonly shifted: readonly Change[];
  readonly appeared: readonly Change[];
  readonly disappeared: readonly Change[];
  readonly unchanged: number;
}

/**
 * The order of verdicts: what was shown, then what was not, then what was shown to be broken.
 * Going up is worse. Going down is better only when it ends in something shown: a failure that
 * turns into a skip was not mended, it was lost from sight.
 */
const STEP: Readonly<Record<Exclude<Verdict, 'omit'>, number>> = {
  pass: 0,
  warn: 1,
  attest: 2,
  skip: 2,
  error: 2,
  waived: 3,
  fail: 3,
};
const LAST_SHOWN = STEP.warn;

/** An omitted check is not asked, so it is compared like one that is not there. */
type Asked = CheckResult & { readonly verdict: Exclude<Verdict, 'omit'> };
const isAsked = (check: CheckResult | undefined): check is Asked =>
  check !== undefined && check.verdict !== 'omit';

type Kind = 'worse' | 'better' | 'shifted' | 'appeared' | 'disappeared' | 'unchanged';

function kindOf(before: CheckResult | undefined, after: CheckResult | undefined): Kind {
  if (!isAsked(before)) return isAsked(after) ? 'appeared' : 'unchanged';
  if (!isAsked(after)) return 'disappeared';
  if (before.verdict === after.verdict) return 'unchanged';
  const [from, to] = [STEP[before.verdict], STEP[after.verdict]];
  if (to > from) return 'worse';
  return to < from && to <= LAST_SHOWN ? 'better' : 'shifted';
}

const changeOf = (before: CheckResult | undefined, after: CheckResult | undefined): Change => ({
  id: (after ?? before)?.id ?? '',
  title: (after ?? before)?.title ?? '',
  ...(before === undefined ? {} : { from: before.verdict }),
  ...(after === undefined ? {} : { to: after.verdict }),
  message: (after ?? before)?.message ?? '',
});

/** What differs between two runs, `a` the older, in the order of the newer report. */
export function compareResults(a: Results, b: Results): Comparison {
  const older = new Map(a.checks.map((check) => [check.id, check]));
  const newer = new Map(b.checks.map((check) => [check.id, check]));
  const ids = [...new Set([...newer.keys(), ...older.keys()])];
  const pairs = Map.groupBy(
    ids.map((id) => [older.get(id), newer.get(id)] as const),
    ([before, after]) => kindOf(before, after),
  );
  const changes = (kind: Kind): readonly Change[] =>
    (pairs.get(kind) ?? []).map(([before, after]) => changeOf(before, after));
  return {
    worse: changes('worse'),
    better: changes('better'),
    shifted: changes('shifted'),
    appeared: changes('appeared'),
    disappeared: changes('disappeared'),
    unchanged: pairs.get('unchanged')?.length ?? 0,
  };
}

/** The kinds of change with their headings, most pressing first. */
export const CHANGE_HEADINGS = {
  worse: 'Worse',
  better: 'Better',
  shifted: 'Changed, neither better nor worse',
  appeared: 'New',
  disappeared: 'No longer asked',
} as const satisfies Record<Exclude<keyof Comparison, 'unchanged'>, string>;

/** The step a change took, in words: `Passed → Failed`. */
export const stepWords = ({ from, to }: Change): string =>
  [from, to]
    .map((verdict) => (verdict === undefined ? 'absent' : VERDICT_WORDS[verdict].word))
    .join(' → ');

/** The comparison as a table for a terminal or a log. */
export function renderComparison(comparison: Comparison): string {
  const kinds = Object.keys(CHANGE_HEADINGS) as (keyof typeof CHANGE_HEADINGS)[];
  const sections = kinds
    .filter((kind) => comparison[kind].length > 0)
    .map((kind) => {
      const changes = comparison[kind];
      const width = Math.min(70, Math.max(...changes.map(({ id }) => id.length)));
      const steps = Math.max(...changes.map((change) => stepWords(change).length));
      const lines = changes.map((change) =>
        `  ${plainText(change.id, 200).padEnd(width)}  ${stepWords(change).padEnd(steps)}  ${plainText(change.message, 200).replaceAll('\n', ' ')}`.trimEnd(),
      );
      return [`${CHANGE_HEADINGS[kind]} (${changes.length})`, ...lines, ''].join('\n');
    });
  return [...sections, `${counted(comparison.unchanged, 'check')} unchanged\n`].join('\n');
}
