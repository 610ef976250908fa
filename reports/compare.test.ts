import { describe, expect, it } from 'vitest';
import type { Verdict } from '../core/verdict.ts';
import { resultsOver, sampleBaseline, sampleResults } from '../test/sample-results.ts';
import { compareResults, renderComparison } from './compare.ts';

const runWith = (verdict: Verdict | undefined) => {
  const [check] = sampleResults().checks;
  return resultsOver(check === undefined || verdict === undefined ? [] : [{ ...check, verdict }]);
};

const kindOf = (from: Verdict | undefined, to: Verdict | undefined): string => {
  const { unchanged, ...kinds } = compareResults(runWith(from), runWith(to));
  const [kind] = Object.entries(kinds).filter(([, changes]) => changes.length > 0);
  return kind?.[0] ?? (unchanged === 1 ? 'unchanged' : 'nothing');
};

describe('two runs compared', () => {
  it.each([
    ['pass', 'fail', 'worse'],
    ['pass', 'warn', 'worse'],
    ['pass', 'skip', 'worse'],
    ['warn', 'error', 'worse'],
    ['skip', 'fail', 'worse'],
    ['fail', 'pass', 'better'],
    ['fail', 'warn', 'better'],
    ['skip', 'pass', 'better'],
    ['warn', 'pass', 'better'],
    ['fail', 'skip', 'shifted'],
    ['fail', 'error', 'shifted'],
    ['fail', 'waived', 'shifted'],
    ['skip', 'error', 'shifted'],
    ['omit', 'fail', 'appeared'],
    [undefined, 'fail', 'appeared'],
    ['pass', 'omit', 'disappeared'],
    ['pass', undefined, 'disappeared'],
    ['fail', 'fail', 'unchanged'],
    ['omit', 'omit', 'unchanged'],
    ['omit', undefined, 'unchanged'],
  ] as const)('%s to %s is %s', (from, to, kind) => expect(kindOf(from, to)).toBe(kind));

  it('puts every check of either run in exactly one place', () => {
    const [a, b] = [sampleBaseline(), sampleResults()];
    const { unchanged, ...kinds } = compareResults(a, b);
    const ids = new Set([...a.checks, ...b.checks].map(({ id }) => id));
    expect(Object.values(kinds).flat().length + unchanged).toBe(ids.size);
  });

  it('reads as a table', () => {
    const text = renderComparison(compareResults(sampleBaseline(), sampleResults()));
    expect(text).toContain(
      'Worse (1)\n  uscore.patient.search.birthdate+name  Passed → Failed  1 of 2',
    );
    expect(text).toMatch(/\n\d+ checks unchanged\n$/);
  });

  it('is the same backwards, with worse and better exchanged', () => {
    const there = compareResults(sampleBaseline(), sampleResults());
    const back = compareResults(sampleResults(), sampleBaseline());
    expect(back.appeared.map(({ id }) => id)).toEqual(there.disappeared.map(({ id }) => id));
    expect(back.unchanged).toBe(there.unchanged);
  });
});
