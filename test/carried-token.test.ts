import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { gatherRun, judgeRun } from '../core/engine.ts';
import { checkConfig } from '../core/parse-config.ts';
import type { Clock, RunStore } from '../core/ports.ts';
import type { CheckResult } from '../core/results.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { memoryStores } from './detection.ts';

const DAY_MS = 86_400_000;
const LIFE = 'attestation.g10.visual.refresh-3-months';
const RENEWAL = 'attestation.g10.visual.refresh-renewal-3-months';

/** The time of both sides, moved on between runs. */
let days = 0;
const clock: Clock = {
  now: () => systemClock.now() + days * DAY_MS,
  sleep: (milliseconds) => systemClock.sleep(Math.min(milliseconds, 20)),
};

/** Sealed secrets of every run, which outlast it. */
const kept = new Map<string, Map<string, Uint8Array>>();
const runs: Pick<RunStore, 'putSealed' | 'listSealed'> = {
  putSealed: async (run, name, bytes) =>
    void kept.set(run, (kept.get(run) ?? new Map<string, Uint8Array>()).set(name, bytes)),
  listSealed: async (run) => kept.get(run) ?? new Map<string, Uint8Array>(),
};

let sandbox: Sandbox;

/** The two checks by a run so many days after the first. */
async function runAfter(
  later: number,
  carryRefreshToken: boolean,
): Promise<readonly CheckResult[]> {
  days = later;
  const given = checkConfig(sandbox.config);
  const config = { ...given, auth: { ...given.auth, carryRefreshToken } };
  const plan = planRun(config, { only: [LIFE, RENEWAL] });
  const http = httpClient(config.target);
  try {
    const { gathering, journal } = await gatherRun(`run-${later}`, config, plan, {
      ...memoryStores(),
      runs: runs as RunStore,
      clock,
      http,
      resolveSecret,
      randomSeed: () => `seed ${later}`,
    });
    const at = new Date(clock.now()).toISOString();
    const { checks } = judgeRun({
      runId: 'test',
      config,
      plan,
      journal,
      evidence: gathering.evidence,
      startedAt: at,
      finishedAt: at,
      status: 'finished',
      toolVersion: 'test',
    });
    const carried = kept.get(`carried ${config.target.fhirBaseUrl}`)?.get('refresh token');
    const { value = '' } = JSON.parse(Buffer.from(carried ?? '{}').toString() || '{}') as {
      value?: string;
    };
    if (value !== '') expect(JSON.stringify(journal.entries)).not.toContain(value);
    return checks;
  } finally {
    await http.close();
  }
}

const said = (checks: readonly CheckResult[]): readonly string[] =>
  checks.map(({ verdict, message }) => `${verdict} ${message}`);

beforeAll(async () => {
  sandbox = await startSandbox({ faults: ['introspection-missing'], now: clock.now });
});
afterAll(() => sandbox.close());

// The runs follow one another, as nights do.
describe('a refresh token kept from run to run', () => {
  it('is not kept unless the configuration says so', async () => {
    const checks = await runAfter(0, false);
    for (const text of said(checks)) expect(text).toMatch(/^attest .*auth\.carryRefreshToken/);
    expect([...kept.keys()].filter((key) => key.startsWith('carried'))).toEqual([]);
  });

  it('is kept by the first run', async () => {
    for (const text of said(await runAfter(1, true))) expect(text).toMatch(/^attest .*is kept/);
  });

  it('is left alone while it is young', async () => {
    for (const text of said(await runAfter(60, true))) expect(text).toMatch(/^attest .*is kept/);
  });

  it('is tried when three months are over, and shows that it lives', async () => {
    const texts = said(await runAfter(93, true));
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toMatch(/^pass .*taken 92 days later/);
  });

  it('is no failure where it was ended meanwhile', async () => {
    const texts = said(await runAfter(400, true));
    for (const text of texts) expect(text).toMatch(/^attest .*was not taken 307 days later/);
  });
});
