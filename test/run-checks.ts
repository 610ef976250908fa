import type { Check } from '../core/check.ts';
import type { RunConfig } from '../core/config.ts';
import { gather } from '../core/gather.ts';
import type { HttpPort } from '../core/http-port.ts';
import { Journal } from '../core/journal.ts';
import { judgeCheck } from '../core/judge.ts';
import type { Clock } from '../core/ports.ts';
import { Recorder } from '../core/recorder.ts';
import type { CheckResult } from '../core/results.ts';
import { secretPlaceholder, SecretVault } from '../core/secrets.ts';

/** A clock that a test need not wait for. */
const impatient: Clock = { now: () => Date.now(), sleep: async () => {} };

/** What a run of some checks in memory came to. */
export interface CheckRun {
  readonly results: readonly CheckResult[];
  readonly journal: Journal;
  /** The verdict of one check by its id. */
  readonly verdict: (id: string) => string | undefined;
  readonly result: (id: string) => CheckResult;
}

/** Gathers and judges checks against a server in memory; `secrets` stand behind `{env: …}`. */
export async function runChecks(
  checks: readonly Check[],
  config: RunConfig,
  http: HttpPort,
  secrets: Readonly<Record<string, string>> = {},
): Promise<CheckRun> {
  const journal = new Journal([]);
  const vault = new SecretVault('test');
  for (const [env, value] of Object.entries(secrets)) {
    vault.restore(secretPlaceholder({ env }), value);
  }
  const recorder = new Recorder({
    journal,
    vault,
    clock: impatient,
    http,
    seed: 'test',
    concurrency: 4,
    trustedOrigins: [new URL(config.target.fhirBaseUrl).origin, ...config.target.trustedOrigins],
  });
  const gathering = await gather(checks, recorder);
  const results = checks.map(
    (check) => judgeCheck(check, gathering.evidence, config, '2026-11-22').result,
  );
  const byId = new Map(results.map((result) => [result.id, result]));
  return {
    results,
    journal,
    verdict: (id) => byId.get(id)?.verdict,
    result: (id) => {
      const found = byId.get(id);
      if (found === undefined) throw new Error(`There is no check ${id}.`);
      return found;
    },
  };
}
