import { gatherRun, type RunPorts } from '../../core/engine.ts';
import type { HttpPort } from '../../core/http-port.ts';
import type { LineWork } from '../../core/line-work.ts';
import type { RunConfig } from '../../core/config.ts';
import type { BrowserPort } from '../../core/browser-port.ts';
import type { KeySetPort } from '../../core/key-set.ts';
import type { PersonPort } from '../../core/person-port.ts';
import type { TlsPort } from '../../core/tls-port.ts';
import { holdTarget } from './lease.ts';
import { storedRun } from './stored-run.ts';

export interface GatherPorts
  extends Omit<RunPorts, 'http' | 'tls' | 'lineWork' | 'people' | 'browser' | 'keySet'> {
  readonly openHttp: (target: RunConfig['target']) => HttpPort & { close(): Promise<void> };
  readonly openTls: (target: RunConfig['target']) => TlsPort;
  /** Logs in where pages need a browser, in the one function that has one. */
  readonly openBrowser?: (target: RunConfig['target']) => BrowserPort & { close(): Promise<void> };
  /** Has public keys of a run shown, where its configuration says that they are. */
  readonly openKeySet?: (runId: string, auth: RunConfig['auth']) => Promise<KeySetPort | undefined>;
  /** Has people log in whose answers come to other functions. */
  readonly openPeople?: (runId: string) => PersonPort;
  /** Where the lines of large answers lie until functions have judged them. */
  readonly openLines?: (runId: string) => LineWork & { readonly isWaiting: boolean };
}

/**
 * What the state machine decides by: go on to judging, have lines judged that lie aside, come back in
 * so many seconds, or let the function gather that has a browser.
 */
export type GatherOutcome =
  | { readonly runId: string; readonly kind: 'done' }
  | { readonly runId: string; readonly kind: 'lines' }
  | { readonly runId: string; readonly kind: 'browser' }
  | { readonly runId: string; readonly kind: 'wait'; readonly seconds: number };

/** Longer than functions take for the largest export that one gathering can bring. */
const MOST_LINES_SECONDS = 3600;
/**
 * A wait shorter than this is cheaper slept through than handed to the state machine; those of a
 * rotation of keys, which must not be cut in two, are.
 */
const LONGEST_SLEEP_MS = 3_000;
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
  const { runs, clock, openHttp, openTls, openLines, openBrowser } = ports;
  const { run, config, plan } = await storedRun(runs, runId);
  await holdTarget(runs, run);
  const needsBrowser = Object.values(config.auth.clients).some(
    ({ login }) => login?.driver === 'browser',
  );
  if (needsBrowser && openBrowser === undefined) return { runId, kind: 'browser' };
  await runs.updateRun(runId, { status: 'running' });
  const reserved = Math.min(remainingMs * RESERVED_PART, MOST_RESERVED_MS);
  const http = openHttp(config.target);
  const lineWork = openLines?.(runId);
  const people = ports.openPeople?.(runId);
  const keySet = await ports.openKeySet?.(runId, config.auth);
  const browser = needsBrowser ? openBrowser?.(config.target) : undefined;
  try {
    const { gathering, requests } = await gatherRun(
      runId,
      config,
      plan,
      {
        ...ports,
        http,
        tls: openTls(config.target),
        ...(lineWork === undefined ? {} : { lineWork }),
        ...(people === undefined ? {} : { people }),
        ...(keySet === undefined ? {} : { keySet }),
        ...(browser === undefined ? {} : { browser }),
      },
      { deadline: clock.now() + remainingMs - reserved, longestSleep: LONGEST_SLEEP_MS },
    );
    if (gathering.kind === 'done') {
      await runs.updateRun(runId, { requests });
      return { runId, kind: 'done' };
    }
    if (lineWork?.isWaiting === true) {
      await holdTarget(runs, run, MOST_LINES_SECONDS);
      await runs.updateRun(runId, { status: 'running', requests });
      return { runId, kind: 'lines' };
    }
    const seconds = Math.max(Math.ceil((gathering.until - clock.now()) / 1000), 1);
    await holdTarget(runs, run, seconds);
    await runs.updateRun(runId, { status: 'waiting', requests });
    return { runId, kind: 'wait', seconds };
  } finally {
    await browser?.close();
    await http.close();
  }
}
