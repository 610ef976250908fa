import { describe, expect, it } from 'vitest';
import { variations } from '../sandbox/variations.ts';
import { idsOf, runSandbox } from './detection.ts';

const NOT_GOOD = ['fail', 'warn', 'skip', 'error', 'attest'];

describe('a conformant server', () => {
  it('passes everything that is asked of it', async () => {
    const { results } = await runSandbox();
    expect(results.checks.length).toBeGreaterThan(100);
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
  });

  it.each(variations.map(({ id, what }) => [id, what]))(
    'turns no check by being different: %s (%s)',
    async (id) => {
      const { results } = await runSandbox({ faults: [id] });
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
  );

  it('passes when its tokens live for seconds only', async () => {
    const { results, journal } = await runSandbox({ tokenLifetimeSeconds: 2, faults: ['latency'] });
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    expect(journal.entries.some(({ key }) => key.startsWith('renewal '))).toBe(true);
  });
});
