import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { tlsProbe } from '../adapters/tls/tls-probe.ts';
import type { RunConfig } from '../core/config.ts';
import { gatherRun, judgeRun, type GatherOptions, type RunPorts } from '../core/engine.ts';
import type { JournalEntry } from '../core/exchange.ts';
import type { HttpPort, WireOutcome, WireRequest } from '../core/http-port.ts';
import { checkConfig } from '../core/parse-config.ts';
import type { Selection } from '../core/plan.ts';
import type { Clock } from '../core/ports.ts';
import type { Results } from '../core/results.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/server.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { memoryStores } from './detection.ts';

/** Where a run is cut, as by SIGKILL: from there on nothing of it happens any more. */
export interface Cut {
  /**
   * With the n-th request, the n-th sleep, or the n-th piece of a file that is read as it comes;
   * `stop` is Ctrl-C at the n-th request, after which the run ends in order.
   */
  readonly during: 'request' | 'sleep' | 'download' | 'stop';
  readonly nth: number;
  /** Whether a request that is cut arrives at the server all the same; only its answer is lost. */
  readonly arrives?: boolean;
  /** Only requests of this kind count. */
  readonly of?: (request: WireRequest) => boolean;
  /** How long nobody goes on, in milliseconds. */
  readonly pause?: number;
}

/** A sandbox that lives through the interruptions of the run against it. */
export interface LastingSandbox {
  readonly sandbox: Sandbox;
  readonly clock: Clock & { leap(milliseconds: number): void };
}

/** Starts a sandbox whose clock leaps over what the run sleeps. */
export async function lastingSandbox(options: SandboxOptions = {}): Promise<LastingSandbox> {
  let ahead = 0;
  const leap = (milliseconds: number): void => {
    ahead += milliseconds;
  };
  const now = (): number => systemClock.now() + ahead;
  const sleep = async (milliseconds: number): Promise<void> => {
    // Sleeps at the same time pass together: who wakes later leaps over what is left for him alone.
    const until = now() + milliseconds;
    await systemClock.sleep(Math.min(milliseconds, 10));
    leap(Math.max(0, until - now()));
  };
  return {
    sandbox: await startSandbox({ tls: true, now, ...options }),
    clock: { now, sleep, leap },
  };
}

const NEVER = new Promise<never>(() => {});

/** The ports of a process that is killed at the cut, and when that was. */
function mortal(http: HttpPort, clock: Clock, cut: Cut | undefined) {
  const dead = Promise.withResolvers<'killed'>();
  const stopping = new AbortController();
  let count = 0;
  let isDead = false;
  const strikes = (during: Cut['during'], request?: WireRequest): boolean => {
    if (isDead || cut === undefined || cut.during !== during) return isDead;
    if (request !== undefined && cut.of?.(request) === false) return false;
    count += 1;
    isDead = count === cut.nth && during !== 'stop';
    if (count === cut.nth && during === 'stop') stopping.abort();
    return isDead;
  };
  const die = (): Promise<never> => {
    dead.resolve('killed');
    return NEVER;
  };
  const through = async (
    request: WireRequest,
    send: () => Promise<WireOutcome>,
  ): Promise<WireOutcome> => {
    const wasDead = isDead;
    strikes('stop', request);
    if (wasDead || strikes('request', request)) {
      if (!wasDead && cut?.arrives === true) await send();
      return die();
    }
    const outcome = await send();
    return isDead ? die() : outcome;
  };
  const port: HttpPort = {
    send: (request, signal) => through(request, () => http.send(request, signal)),
    stream: (request, sink, signal) =>
      through(request, async () => {
        const outcome = await http.stream?.(
          request,
          (chunk) => {
            if (!strikes('download')) sink(chunk);
          },
          signal,
        );
        return outcome ?? http.send(request, signal);
      }),
  };
  const sleeping: Clock = {
    now: clock.now,
    sleep: async (milliseconds, signal) =>
      strikes('sleep') ? die() : clock.sleep(milliseconds, signal),
  };
  return { port, clock: sleeping, killed: dead.promise, signal: stopping.signal };
}

export interface Survived {
  readonly results: Results;
  readonly journal: readonly JournalEntry[];
  /** How often the run was cut before it came to its end. */
  readonly cuts: number;
  /** How often it waited outside of its process. */
  readonly pauses: number;
}

/** A run that is killed at each cut in turn, and taken up again after each. */
export async function runCut(
  { sandbox, clock }: LastingSandbox,
  selection: Selection,
  cuts: readonly Cut[],
  options: GatherOptions = {},
  change: (config: RunConfig) => RunConfig = (config) => config,
): Promise<Survived> {
  const config = change(checkConfig(sandbox.config));
  const http = httpClient({ ...config.target, timeoutSeconds: 5 });
  const plan = planRun(config, selection);
  const entries: JournalEntry[] = [];
  const stores = memoryStores(entries);
  const left = [...cuts];
  let done = 0;
  let pauses = 0;
  try {
    for (;;) {
      const cut = left.shift();
      const kept = [...entries];
      const living = mortal(http, clock, cut);
      const stored = { ...memoryStores(kept), runs: stores.runs, sealer: stores.sealer };
      const ports: RunPorts = {
        ...stored,
        clock: living.clock,
        http: living.port,
        tls: tlsProbe(config.target),
        resolveSecret,
        randomSeed: () => 'seed of the test',
      };
      const { signal } = living;
      const gathered = gatherRun('test', config, plan, ports, { ...options, signal });
      const outcome = await Promise.race([gathered, living.killed]);
      entries.splice(0, entries.length, ...kept);
      if (outcome === 'killed' || signal.aborted) {
        done += 1;
        clock.leap(cut?.pause ?? 0);
        continue;
      }
      if (outcome.gathering.kind === 'paused') {
        pauses += 1;
        clock.leap(outcome.gathering.until - clock.now());
        continue;
      }
      if (cut !== undefined) continue;
      const at = '2026-11-01T00:00:00.000Z';
      const results = judgeRun({
        runId: 'test',
        config,
        plan,
        journal: outcome.journal,
        evidence: outcome.gathering.evidence,
        startedAt: at,
        finishedAt: at,
        status: 'finished',
        toolVersion: 'test',
      });
      return { results, journal: outcome.journal.entries, cuts: done, pauses };
    }
  } finally {
    await http.close();
  }
}

/** What a run came to, check by check. */
export const verdictsOf = ({ checks }: Results): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
