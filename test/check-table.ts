import { expect, it } from 'vitest';
import type { CheckDefinition, EvidenceOf, Judgement, Level, Needs } from '../core/check.ts';
import { verdictOf, weighed, type Verdict } from '../core/verdict.ts';

/** One piece of evidence, what it must come to, and the places that findings must name. */
export type CheckCase<N extends Needs> = readonly [
  name: string,
  evidence: EvidenceOf<N>,
  verdict: Verdict,
  ...places: readonly string[],
];

/** Where the findings that trouble are, in their order. */
export const placesOf = (judgement: Judgement, level: Level): readonly string[] =>
  judgement.kind === 'judged'
    ? weighed(level, judgement.findings)
        .filter(({ severity }) => severity !== 'information')
        .map(({ expression }) => expression ?? '')
    : [];

const levelOf = <Row, N extends Needs>(
  { level }: CheckDefinition<Row, N>,
  row: NoInfer<Row>,
): Level => (typeof level === 'function' ? level(row) : level);

/** Tests a check by a table of evidence; a table must hold a pass and a departure. */
export function testCheck<Row, N extends Needs>(
  definition: CheckDefinition<Row, N>,
  row: NoInfer<Row>,
  cases: readonly CheckCase<NoInfer<N>>[],
): void {
  const level = levelOf(definition, row);
  it.each(cases.map((one) => [one[0], one] as const))('%s', (_name, one) => {
    const [, evidence, verdict, ...places] = one;
    const judgement = definition.judge(evidence, row);
    expect(verdictOf(judgement, level)).toBe(verdict);
    expect(placesOf(judgement, level)).toEqual(places);
  });
  it('has evidence that passes and evidence that does not', () => {
    const verdicts = new Set(cases.map(([, , verdict]) => verdict));
    expect(verdicts).toContain('pass');
    expect(verdicts.has('fail') || verdicts.has('warn')).toBe(true);
  });
}
