import type { CheckResult, Results } from '../../core/results.ts';
import { CHANGE_HEADINGS, type Comparison, compareResults, stepWords } from '../compare.ts';
import { counted, dated, listed, plainText } from '../plain-text.ts';

export interface ChangesView {
  readonly since: string;
  readonly sentence: string;
  readonly kinds: readonly {
    readonly kind: string;
    readonly heading: string;
    readonly count: number;
    readonly changes: readonly {
      readonly title: string;
      readonly id: string;
      readonly step: string;
      readonly message: string;
      readonly anchor: string | null;
    }[];
    readonly more: number;
  }[];
}

const MOST_CHANGES = 25;

const KINDS = Object.keys(CHANGE_HEADINGS) as (keyof typeof CHANGE_HEADINGS)[];

function sentenceOf(comparison: Comparison): string {
  const parts = KINDS.filter((kind) => comparison[kind].length > 0).map(
    (kind) => `${comparison[kind].length} ${CHANGE_HEADINGS[kind].toLowerCase()}`,
  );
  const same = `${counted(comparison.unchanged, 'check')} unchanged`;
  return parts.length === 0 ? `Nothing changed: ${same}.` : `${listed(parts)}; ${same}.`;
}

/** What changed against an earlier run. */
export function changesView(
  baseline: Results,
  results: Results,
  anchors: ReadonlyMap<CheckResult, string>,
): ChangesView {
  const comparison = compareResults(baseline, results);
  const byId = new Map([...anchors].map(([{ id }, anchor]) => [id, anchor]));
  return {
    since: plainText(dated(baseline.run.startedAt), 60),
    sentence: sentenceOf(comparison),
    kinds: KINDS.filter((kind) => comparison[kind].length > 0).map((kind) => ({
      kind,
      heading: CHANGE_HEADINGS[kind],
      count: comparison[kind].length,
      changes: comparison[kind].slice(0, MOST_CHANGES).map((change) => ({
        title: plainText(change.title, 200),
        id: plainText(change.id, 200),
        step: stepWords(change),
        message: plainText(change.message, 300),
        anchor: byId.get(change.id) ?? null,
      })),
      more: Math.max(0, comparison[kind].length - MOST_CHANGES),
    })),
  };
}
