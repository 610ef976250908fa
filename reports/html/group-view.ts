import type { CheckResult, GroupInfo, Results } from '../../core/results.ts';
import { VERDICTS, type Verdict } from '../../core/verdict.ts';
import { counted, listed, plainText } from '../plain-text.ts';
import { VERDICT_WORDS } from '../words.ts';
import { type CheckView, isTold } from './check-view.ts';
import { type Picture, strip } from './pictures.ts';

export interface QuietCheckView {
  readonly anchor: string;
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly exchanges: readonly number[];
  /** Anchors of pictures of the pages that it looked at. */
  readonly pictured: readonly string[];
}

export interface GroupView {
  readonly anchor: string;
  readonly title: string;
  readonly about: string;
  readonly counts: string;
  readonly told: readonly CheckView[];
  readonly passed: readonly QuietCheckView[];
  readonly passedCount: string;
  readonly omitted: readonly QuietCheckView[];
  readonly omittedCount: string;
}

const MOST_CITED = 4;

const groupsOf = ({ groups, checks }: Results): readonly GroupInfo[] => {
  const known = new Set(groups.map(({ id }) => id));
  const others = new Set(checks.map(({ group }) => group).filter((group) => !known.has(group)));
  return [...groups, ...[...others].map((id) => ({ id, title: id, about: '' }))];
};

const countsOf = (checks: readonly CheckResult[]): string =>
  listed(
    VERDICTS.map((verdict) => ({
      word: VERDICT_WORDS[verdict].word.toLowerCase(),
      count: checks.filter((check) => check.verdict === verdict).length,
    }))
      .filter(({ count }) => count > 0)
      .map(({ word, count }) => `${count} ${word}`),
  );

/** Groups of checks in the order of the suite: what needs reading in full, the rest on a line. */
export function groupViews(
  results: Results,
  wanted: (check: CheckResult) => boolean,
  anchors: ReadonlyMap<CheckResult, string>,
  told: ReadonlyMap<CheckResult, CheckView>,
  linkable: ReadonlySet<number>,
  prefix: string,
  picturedIn: (check: CheckResult) => readonly string[] = () => [],
): readonly GroupView[] {
  const byGroup = Map.groupBy(results.checks.filter(wanted), ({ group }) => group);
  const quiet = (check: CheckResult): QuietCheckView => ({
    anchor: anchors.get(check) ?? '',
    id: plainText(check.id, 200),
    title: plainText(check.title, 200),
    message: plainText(check.message, 240),
    exchanges: check.exchanges.filter((index) => linkable.has(index)).slice(0, MOST_CITED),
    pictured: picturedIn(check),
  });
  return groupsOf(results).flatMap(({ id, title, about }, position) => {
    const checks = byGroup.get(id) ?? [];
    if (checks.length === 0) return [];
    const still = (verdict: Verdict): readonly QuietCheckView[] =>
      checks.filter((check) => check.verdict === verdict && !isTold(check)).map(quiet);
    const [passed, omitted] = [still('pass'), still('omit')];
    return [
      {
        anchor: `${prefix}-${position + 1}`,
        title: plainText(title, 200),
        about: plainText(about, 600),
        counts: countsOf(checks),
        told: checks.map((check) => told.get(check)).filter((view) => view !== undefined),
        passed,
        passedCount: counted(passed.length, 'check'),
        omitted,
        omittedCount: counted(omitted.length, 'check'),
      },
    ];
  });
}

export interface MatrixView {
  readonly heads: readonly { readonly verdict: Verdict; readonly word: string }[];
  readonly rows: readonly {
    readonly anchor: string;
    readonly title: string;
    readonly strip: Picture;
    readonly cells: readonly {
      readonly verdict: Verdict;
      readonly count: number;
      readonly heat: number;
    }[];
  }[];
}

const MATRIX_ORDER: readonly Verdict[] = [
  'pass',
  'warn',
  'fail',
  'waived',
  'skip',
  'attest',
  'error',
  'omit',
];

/** How strongly a cell is shaded, from 0 for none to 4 for nearly all checks of the group. */
const heatOf = (count: number, total: number): number =>
  count === 0 ? 0 : Math.max(1, Math.ceil((count / total) * 4));

/** Group by verdict, as a table whose cells are shaded by their share. */
export function matrixView(results: Results, prefix: string): MatrixView {
  const asked = results.checks.filter(({ advice }) => advice !== true);
  const used = MATRIX_ORDER.filter((verdict) => asked.some((check) => check.verdict === verdict));
  const byGroup = Map.groupBy(asked, ({ group }) => group);
  return {
    heads: used.map((verdict) => ({ verdict, word: VERDICT_WORDS[verdict].word })),
    rows: groupsOf(results).flatMap(({ id, title }, position) => {
      const checks = byGroup.get(id) ?? [];
      if (checks.length === 0) return [];
      const count = (verdict: Verdict): number =>
        checks.filter((check) => check.verdict === verdict).length;
      return [
        {
          anchor: `${prefix}-${position + 1}`,
          title: plainText(title, 200),
          strip: strip(used.map((verdict) => ({ verdict, count: count(verdict) }))),
          cells: used.map((verdict) => ({
            verdict,
            count: count(verdict),
            heat: heatOf(count(verdict), checks.length),
            word: VERDICT_WORDS[verdict].word.toLowerCase(),
          })),
        },
      ];
    }),
  };
}
