import { gatherRun, type RunPorts } from '../../core/engine.ts';
import type { HttpPort } from '../../core/http-port.ts';
import type { RunConfig } from '../../core/config.ts';
import type { TlsPort } from '../../core/tls-port.ts';
import { holdTarget } from './lease.ts';
import { storedRun } from './stored-run.ts';

export interface GatherPorts extends Omit<RunPorts, 'http' | 'tls'> {
  readonly openHttp: (target: RunConfig['target']) => HttpPort & { close(): Promise<void> };
  readonly openTls: (target: RunConfig['target']) => TlsPort;
}

/** What the state machine decides by: go on to judging, or come back in so many seconds. */
export type GatherOutcome =
  | { readonly runId: string; readonly kind: 'done' }
  | { readonly runId: string; readonly kind: 'wait'; readonly seconds: number };

/** A wait shorter than this is cheaper slept through than handed to the state machine. */
const LONGEST_SLEEP_MS = 2_000;
/** Nothing is begun in the last part of a function's time: what is under way needs it to end. */
const RESERVED_PART = 1 / 3;
const MOST_RESERVED_MS = 150_000;

/**
 * Gathers what can be gathered in the time left. Taken up again, by a retry or after a wait, it
 * asks for nothing that is in the journal.
 */
export async function gatherStep(
  runId: string,
  remainingMs: number,
  ports: GatherPorts,
): Promise<GatherOutcome> {
  const { runs, clock, openHttp, openTls } = ports;
  const { run, config, plan } = await storedRun(runs, runId);
  await holdTarget(runs, run);
  await runs.updateRun(runId, { status: 'running' });
  const reserved = Math.min(remainingMs * RESERVED_PART, MOST_RESERVED_MS);
  const http = openHttp(config.target);
  try {
    const { gathering, requests } = await gatherRun(
      runId,
      config,
      plan,
      { ...ports, http, tls: openTls(config.target) },
      { deadline: clock.now() + remainingMs - reserved, longestSleep: LONGEST_SLEEP_MS },
    );
    if (gathering.kind === 'done') {
      await runs.updateRun(runId, { requests });
      return { runId, kind: 'done' };
    }
    const seconds = Math.max(Math.ceil((gathering.until - clock.now()) / 1000), 1);
    await holdTarget(runs, run, seconds);
    await runs.updateRun(runId, { status: 'waiting', requests });
    return { runId, kind: 'wait', seconds };
  } finally {
    await http.close();
  }
}
