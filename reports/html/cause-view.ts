import type { CheckResult, Results } from '../../core/results.ts';
import type { Verdict } from '../../core/verdict.ts';
import { counted, plainText } from '../plain-text.ts';
import { VERDICT_WORDS } from '../words.ts';

export interface CauseView {
  readonly anchor: string;
  readonly title: string;
  readonly reach: string;
  readonly remedy: string | null;
  readonly checks: readonly {
    readonly title: string;
    readonly anchor: string;
    readonly verdict: Verdict;
    readonly word: string;
  }[];
  readonly more: number;
}

const MOST_CHECKS = 8;

/** Root causes, widest first; each names the checks that it explains and what would mend it. */
export function causeViews(
  { causes, checks }: Results,
  anchors: ReadonlyMap<CheckResult, string>,
): readonly CauseView[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const remedies = new Map(
    checks
      .flatMap(({ findings }) => findings)
      .flatMap(({ cause, remedy }) =>
        cause === undefined || remedy === undefined ? [] : [[cause, remedy] as const],
      )
      .toReversed(),
  );
  return causes
    .map((cause, position) => ({ cause, anchor: `cause-${position + 1}` }))
    .toSorted((a, b) => b.cause.checks.length - a.cause.checks.length)
    .map(({ cause, anchor }) => {
      const reached = cause.checks.map((id) => byId.get(id)).filter((check) => check !== undefined);
      const remedy = remedies.get(cause.id);
      return {
        anchor,
        title: plainText(cause.title, 400),
        reach: [
          counted(cause.checks.length, 'check'),
          ...(cause.resources > 0 ? [counted(cause.resources, 'resource')] : []),
        ].join(' · '),
        remedy: remedy === undefined ? null : plainText(remedy, 600),
        checks: reached.slice(0, MOST_CHECKS).map((check) => ({
          title: plainText(check.title, 200),
          anchor: anchors.get(check) ?? '',
          verdict: check.verdict,
          word: VERDICT_WORDS[check.verdict].word,
        })),
        more: Math.max(0, cause.checks.length - MOST_CHECKS),
      };
    });
}
