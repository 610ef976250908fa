import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../core/config.ts';
import { variations } from '../sandbox/variations.ts';
import { idsOf, runSandbox } from './detection.ts';
import { groupsFor, typeOfFault } from './detection-matrix.ts';

const NOT_GOOD = ['fail', 'warn', 'skip', 'error'];

/** Many at once, so that a thousand slow answers do not take minutes. */
const hurried = (config: RunConfig): RunConfig => ({
  ...config,
  target: { ...config.target, concurrency: 32 },
});

describe('a conformant server', () => {
  it.each(['6.1.0', '7.0.0'] as const)(
    'passes everything that is asked of it: %s',
    async (usCore) => {
      const { results } = await runSandbox({ usCore });
      expect(results.checks.length).toBeGreaterThan(1000);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
  );

  it.each(variations.map(({ id, what }) => [id, what]))(
    'turns no check by being different: %s (%s)',
    async (id) => {
      const selection = typeOfFault(id) === undefined ? {} : { only: groupsFor(id) };
      const { results } = await runSandbox({ faults: [id] }, hurried, selection);
      expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    },
    60_000,
  );

  it('passes when its tokens live for seconds only', async () => {
    const { results, journal } = await runSandbox(
      { tokenLifetimeSeconds: 2, faults: ['latency'] },
      undefined,
      // A token that lives for two seconds is dead before its turn to be introspected comes.
      { only: groupsFor('error-500-without-token'), skip: ['introspection'] },
    );
    expect(idsOf(results, ...NOT_GOOD)).toEqual([]);
    expect(journal.entries.some(({ key }) => key.startsWith('renewal '))).toBe(true);
  }, 60_000);
});
