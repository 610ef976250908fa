import { expect, it } from 'vitest';
import { httpClient } from '../adapters/http/client.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { gatherRun, judgeRun } from '../core/engine.ts';
import { checkConfig } from '../core/parse-config.ts';
import { startSandbox } from '../sandbox/server.ts';
import { idsOf, memoryStores } from './detection.ts';
import { planRun } from '../testsuites/catalogue.ts';

const CHECKS = [
  'token.response.lifetime',
  'token.refresh.after-expiry',
  'token.introspection.expired',
  'smart.refusal.expired-bearer',
];

/** Longer than any token of the sandbox's app of seconds lives. */
const DELAY_MS = 10_000;

/** Time leaps over a token's life just as these requests leave, as on a machine that is busy. */
async function verdictsWhere(isLate: (nth: number) => boolean) {
  let ahead = 0;
  let reads = 0;
  const now = (): number => Date.now() + ahead;
  const sandbox = await startSandbox({ now });
  const config = checkConfig(sandbox.config);
  const wire = httpClient(config.target);
  try {
    const plan = planRun(config, { only: CHECKS });
    const { gathering, journal } = await gatherRun('r', config, plan, {
      ...memoryStores(),
      clock: {
        now,
        sleep: async (milliseconds) => {
          ahead += milliseconds;
        },
      },
      http: {
        ...wire,
        send: async (request, ...rest) => {
          if (!request.url.includes('/Patient/') || !isLate(reads++)) {
            return wire.send(request, ...rest);
          }
          ahead += DELAY_MS;
          const outcome = await wire.send(request, ...rest);
          const { total } = outcome.timings;
          return { ...outcome, timings: { ...outcome.timings, total: total + DELAY_MS } };
        },
      },
      resolveSecret,
      randomSeed: () => 'seed',
    });
    const at = '2026-11-01T00:00:00.000Z';
    const { evidence } = gathering;
    const about = { startedAt: at, finishedAt: at, status: 'finished', toolVersion: '' } as const;
    const results = judgeRun({ runId: 'r', config, plan, journal, evidence, ...about });
    const renewals = journal.keys.filter((key) => /^expiry\/anew\/\d+$/.test(key)).length;
    return { passed: idsOf(results, 'pass'), results, renewals };
  } finally {
    await wire.close();
    await sandbox.close();
  }
}

it.each([
  ['in time', () => false, 0],
  ['late at first', (nth: number) => nth === 0, 1],
  ['late in the middle', (nth: number) => nth === 1, 1],
  ['late twice', (nth: number) => nth < 2, 2],
])('a token of seconds is shown to end: %s', async (_case, isLate, renewals) => {
  const run = await verdictsWhere(isLate);
  expect(run.passed).toEqual(expect.arrayContaining([...CHECKS]));
  expect(run.renewals).toBe(renewals);
});

it('is given up, and nobody blamed, where every read comes too late', async () => {
  const run = await verdictsWhere(() => true);
  expect(idsOf(run.results, 'fail', 'warn', 'error')).toEqual([]);
  expect(idsOf(run.results, 'skip').length).toBeGreaterThan(0);
});
