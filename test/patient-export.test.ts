import { describe, expect, it } from 'vitest';
import type { GatherOptions } from '../core/engine.ts';
import type { JournalEntry } from '../core/exchange.ts';
import type { Results } from '../core/results.ts';
import type { SandboxOptions } from '../sandbox/server.ts';
import { lastingSandbox, runCut } from './interrupted.ts';

const EXPORTS = { only: ['backend-services', 'bulk'] };
const NOT_GOOD = ['fail', 'warn', 'skip', 'error', 'attest'];

/** These runs serve no keys, so that a person would have to say whether they are fetched. */
const NOT_TRIED = 'smart.backend.jwks-url attest';

const notGood = ({ checks }: Results): readonly string[] =>
  checks
    .filter(({ verdict }) => NOT_GOOD.includes(verdict))
    .map(({ id, verdict }) => `${id} ${verdict}`)
    .filter((line) => line !== NOT_TRIED);

/** A run against an export that takes its time. */
async function exported(
  options: SandboxOptions,
  {
    only = EXPORTS,
    longestWaitSeconds,
    ...gathering
  }: {
    only?: { only: string[] };
    longestWaitSeconds?: number;
  } & GatherOptions = {},
) {
  const lasting = await lastingSandbox(options);
  try {
    return await runCut(lasting, only, [], gathering, (config) => ({
      ...config,
      ...(config.bulk === undefined || longestWaitSeconds === undefined
        ? {}
        : { bulk: { ...config.bulk, longestWaitSeconds } }),
    }));
  } finally {
    await lasting.sandbox.close();
  }
}

const asked = (journal: readonly JournalEntry[], key: RegExp): readonly JournalEntry[] =>
  journal.filter((entry) => entry.kind === 'exchange' && key.test(entry.key));

const refused = (journal: readonly JournalEntry[]): readonly string[] =>
  journal.flatMap((entry) =>
    entry.kind === 'exchange' &&
    entry.context === 'backend' &&
    [401, 403].includes(entry.response?.status ?? 0)
      ? [entry.key]
      : [],
  );

describe('tokens that live shorter than an export', () => {
  it.each([2, 3, 5])('of %i seconds are renewed while it runs and is read', async (seconds) => {
    const { results, journal } = await exported({
      tokenLifetimeSeconds: seconds,
      exportPolls: 6,
      exportRetryAfterSeconds: 2,
    });
    expect(notGood(results)).toEqual([]);
    expect(asked(journal, /^renewal backend /).length).toBeGreaterThan(3);
    expect(refused(journal)).toEqual([]);
  });
});

describe('a server that says Retry-After: 7200', () => {
  const SLOW = { exportRetryAfterSeconds: 7200 };

  it('is awaited where the configuration allows it', async () => {
    const { results, journal } = await exported(SLOW, {
      // One export alone: at the sleep of another its files would expire while they are read.
      only: { only: ['bulk.status.poll', 'bulk.status.complete.json', 'bulk.file.ndjson'] },
      longestWaitSeconds: 20_000,
    });
    expect(results.checks).toHaveLength(3);
    expect(notGood(results)).toEqual([]);
    const [first, second] = asked(journal, /^bulk\/poll\//).map(({ at }) => Date.parse(at));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(7_200_000);
  });

  it('is not where it does not, and blamed for nothing', async () => {
    const { results } = await exported(SLOW, { longestWaitSeconds: 600 });
    expect(notGood(results).filter((line) => !line.endsWith(' skip'))).toEqual([]);
    const poll = results.checks.find(({ id }) => id === 'bulk.status.poll');
    expect(poll?.verdict).toBe('skip');
    expect(JSON.stringify(poll)).toMatch(/7200 seconds more.*bulk\.longestWaitSeconds/);
  });
});

describe('under a state machine, which waits outside of the functions', () => {
  it('the export is gone on with between polls, and nothing is asked twice', async () => {
    const { results, journal, pauses } = await exported(
      { exportPolls: 4, exportRetryAfterSeconds: 30 },
      { longestSleep: 2000 },
    );
    expect(notGood(results)).toEqual([]);
    expect(pauses).toBeGreaterThanOrEqual(3);
    const polls = asked(journal, /^bulk\/poll\//).map(({ key }) => key);
    expect(polls).toEqual(['bulk/poll/0', 'bulk/poll/1', 'bulk/poll/2', 'bulk/poll/3']);
    expect(asked(journal, /^bulk\/kick-off$/)).toHaveLength(1);
  });
});

describe('a run that is stopped by Ctrl-C', () => {
  it.each([20, 45, 70, 95])('at request %i goes on to the same end', async (nth) => {
    const lasting = await lastingSandbox();
    const { results, cuts } = await runCut(lasting, EXPORTS, [{ during: 'stop', nth }]);
    await lasting.sandbox.close();
    expect(cuts).toBe(1);
    expect(notGood(results)).toEqual([]);
  });
});
