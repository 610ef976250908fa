import type { CheckResult, CriterionResult, Results } from '../../core/results.ts';
import { VERDICTS, type Readiness, type Verdict } from '../../core/verdict.ts';
import { counted, grouped, listed, plainText } from '../plain-text.ts';
import { READINESS_WORDS, VERDICT_WORDS } from '../words.ts';
import { type Picture, ring } from './pictures.ts';

export interface RemainingView {
  readonly verdict: Verdict;
  readonly word: string;
  readonly title: string;
  readonly anchor: string;
}

export interface CriterionView {
  readonly citation: string;
  readonly title: string;
  readonly readiness: Readiness;
  readonly word: string;
  readonly sign: string;
  readonly ring: Picture;
  readonly sentence: string;
  readonly remaining: readonly RemainingView[];
  readonly remainingCount: string;
  readonly more: number;
}

const MOST_REMAINING = 12;
const IN_THE_WAY: readonly Verdict[] = ['fail', 'waived', 'error', 'skip', 'attest'];

/** A check counts for the paragraph that it cites and for those above it. */
const belongsTo =
  (criterion: CriterionResult) =>
  ({ citations, advice }: CheckResult): boolean =>
    advice !== true &&
    citations.some(
      (citation) =>
        citation === criterion.citation || citation.startsWith(`${criterion.citation}(`),
    );

const notAskedSentence = ({ notAsked = 0 }: CriterionResult): string =>
  notAsked === 0
    ? ''
    : ` ${grouped(notAsked)} ${notAsked === 1 ? 'requirement' : 'requirements'} of this paragraph ${notAsked === 1 ? 'was' : 'were'} not looked at.`;

function askedSentence({ summary }: CriterionResult, asked: number): string {
  const broken = summary.fail + summary.waived;
  const parts = [
    ...(broken === 0
      ? []
      : [
          `${grouped(broken)} failed${summary.waived > 0 ? ` (${grouped(summary.waived)} waived)` : ''}`,
        ]),
    ...(summary.skip === 0 ? [] : [`${grouped(summary.skip)} not shown`]),
    ...(summary.attest === 0 ? [] : [`${grouped(summary.attest)} to attest`]),
    ...(summary.error === 0 ? [] : [`${grouped(summary.error)} not judged`]),
  ];
  if (parts.length > 0) return `Of ${counted(asked, 'check')}: ${listed(parts)}.`;
  return summary.warn === 0
    ? `Demonstrated by ${counted(asked, 'check')}.`
    : `Demonstrated by ${counted(asked, 'check')}, ${grouped(summary.warn)} of them with a warning.`;
}

function sentenceOf(criterion: CriterionResult): string {
  const { summary } = criterion;
  const asked = VERDICTS.reduce((sum, verdict) => sum + summary[verdict], 0) - summary.omit;
  const told =
    asked === 0 ? 'Nothing was asked about this in this run.' : askedSentence(criterion, asked);
  return `${told}${notAskedSentence(criterion)}`;
}

/** One paragraph of the regulation, with what stands between it and readiness. */
const criterionView = (
  criterion: CriterionResult,
  checks: readonly CheckResult[],
  anchors: ReadonlyMap<CheckResult, string>,
): CriterionView => {
  const remaining = checks
    .filter(belongsTo(criterion))
    .filter(({ verdict }) => IN_THE_WAY.includes(verdict))
    .toSorted((a, b) => IN_THE_WAY.indexOf(a.verdict) - IN_THE_WAY.indexOf(b.verdict));
  const shares = (['pass', 'warn', 'fail', 'waived', 'skip', 'attest', 'error'] as const).map(
    (verdict) => ({ verdict, count: criterion.summary[verdict] }),
  );
  return {
    citation: plainText(criterion.citation, 80),
    title: plainText(criterion.title, 300),
    readiness: criterion.readiness,
    ...READINESS_WORDS[criterion.readiness],
    ring: ring(
      shares,
      `Checks: ${listed(shares.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${VERDICT_WORDS[verdict].word.toLowerCase()}`)) || 'none'}`,
    ),
    sentence: sentenceOf(criterion),
    remaining: remaining.slice(0, MOST_REMAINING).map((check) => ({
      verdict: check.verdict,
      word: VERDICT_WORDS[check.verdict].word,
      title: plainText(check.title, 200),
      anchor: anchors.get(check) ?? '',
    })),
    remainingCount: counted(remaining.length, 'check'),
    more: Math.max(0, remaining.length - MOST_REMAINING),
  };
};

/** Readiness by paragraph of the regulation, in its order. */
export const criteriaViews = (
  { criteria, checks }: Results,
  anchors: ReadonlyMap<CheckResult, string>,
): readonly CriterionView[] =>
  criteria.map((criterion) => criterionView(criterion, checks, anchors));
