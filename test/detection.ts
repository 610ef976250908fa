import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { openKeyListener } from '../adapters/key-listener/listener.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { tlsProbe } from '../adapters/tls/tls-probe.ts';
import type { RunConfig } from '../core/config.ts';
import { gatherRun, judgeRun, type RunPorts } from '../core/engine.ts';
import type { JournalEntry } from '../core/exchange.ts';
import type { Journal } from '../core/journal.ts';
import type { HttpPort, WireOutcome } from '../core/http-port.ts';
import type { Selection } from '../core/plan.ts';
import { checkConfig } from '../core/parse-config.ts';
import type { Clock, EvidenceStore, RunStore } from '../core/ports.ts';
import type { Results } from '../core/results.ts';
import { startSandbox } from '../sandbox/server.ts';
import { planRun } from '../testsuites/catalogue.ts';

export type SandboxOptions = NonNullable<Parameters<typeof startSandbox>[0]>;

/** Stores that forget everything with the test; only what a run uses of them. */
export function memoryStores(
  journal: JournalEntry[] = [],
): Pick<RunPorts, 'runs' | 'evidence' | 'sealer'> {
  const sealed = new Map<string, Uint8Array>();
  const runs: Pick<RunStore, 'putSealed' | 'listSealed'> = {
    putSealed: async (_run, name, bytes) => void sealed.set(name, bytes),
    listSealed: async () => sealed,
  };
  const evidence: Pick<EvidenceStore, 'append' | 'read'> = {
    append: async (_run, entries) => void journal.push(...entries),
    read: async () => [...journal],
  };
  return {
    runs: runs as RunStore,
    evidence: evidence as EvidenceStore,
    sealer: {
      seal: async (text) => Buffer.from(text),
      open: async (bytes) => Buffer.from(bytes).toString(),
    },
  };
}

/** Sleeps are cut short, and the clock, which the sample EHR goes by too, leaps over the rest. */
function leapingClock(): Clock & { ahead(): number } {
  let ahead = 0;
  const now = (): number => systemClock.now() + ahead;
  return {
    now,
    ahead: () => ahead,
    sleep: async (milliseconds) => {
      const until = now() + milliseconds;
      await systemClock.sleep(Math.min(milliseconds, 20));
      // Sleeps at the same time pass together: they do not add up.
      ahead = Math.max(ahead, until - systemClock.now());
    },
  };
}

/** Requests take as long as the clock says, which may leap while they are under way. */
function timedBy({ ahead }: ReturnType<typeof leapingClock>, http: HttpPort): HttpPort {
  const timed = async (send: () => Promise<WireOutcome>): Promise<WireOutcome> => {
    const before = ahead();
    const outcome = await send();
    const { timings } = outcome;
    return { ...outcome, timings: { ...timings, total: timings.total + ahead() - before } };
  };
  const { send, stream } = http;
  return {
    send: (request, signal) => timed(() => send(request, signal)),
    ...(stream === undefined
      ? {}
      : { stream: (request, sink, signal) => timed(() => stream(request, sink, signal)) }),
  };
}

/** A whole run against a sandbox of its own, without folder or database. */
export async function runSandbox(
  options: SandboxOptions = {},
  change: (config: RunConfig) => RunConfig = (config) => config,
  selection: Selection = {},
): Promise<{ results: Results; journal: Journal; config: RunConfig }> {
  const clock = leapingClock();
  const sandbox = await startSandbox({ tls: true, now: clock.now, ...options });
  const given = checkConfig(sandbox.config);
  const config = change({ ...given, target: { ...given.target, timeoutSeconds: 3 } });
  const http = httpClient(config.target);
  const keySet = await openKeyListener(config.auth, resolveSecret, clock.now);
  try {
    const plan = planRun(config, selection);
    const { gathering, journal } = await gatherRun('test', config, plan, {
      ...memoryStores(),
      clock,
      http: timedBy(clock, http),
      tls: tlsProbe(config.target),
      ...(keySet === undefined ? {} : { keySet }),
      resolveSecret,
      randomSeed: () => 'seed of the test',
    });
    const at = '2026-11-01T00:00:00.000Z';
    const results = judgeRun({
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
    return { results, journal, config };
  } finally {
    await http.close();
    await keySet?.close();
    await sandbox.close();
  }
}

/** Ids of the checks that came to any of these verdicts. */
export const idsOf = (results: Results, ...verdicts: readonly string[]): readonly string[] =>
  results.checks.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
