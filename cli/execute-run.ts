import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { guardedAddresses, RefusedAddress } from '../adapters/http/address-guard.ts';
import { chromiumBrowser } from '../adapters/browser/chromium.ts';
import { findChromium, NO_BROWSER } from '../adapters/browser/find-chromium.ts';
import { callbackListener, listensAt } from '../adapters/callback-listener/listener.ts';
import { giveBackMemory, keepHeapSmall } from '../adapters/give-back-memory.ts';
import { httpClient } from '../adapters/http/client.ts';
import { openKeyListener } from '../adapters/key-listener/listener.ts';
import { lineThreads } from '../adapters/line-threads.ts';
import { kmsSigner } from '../adapters/kms-signer.ts';
import { readRunFile, type RunFile, writeRunFile } from '../adapters/run-file.ts';
import { resolveSecret } from '../adapters/secrets.ts';
import { tlsProbe } from '../adapters/tls/tls-probe.ts';
import { openStores, type Stores } from '../adapters/store/open-store.ts';
import type { RunConfig } from '../core/config.ts';
import { gatherRun, judgeRun, unreachableReason } from '../core/engine.ts';
import type { JournalEntry } from '../core/exchange.ts';
import type { Journal } from '../core/journal.ts';
import { readPictures } from '../core/pictures.ts';
import type { Plan, Selection } from '../core/plan.ts';
import type { Evidence } from '../core/gather.ts';
import type { Results } from '../core/results.ts';
import { retained, withoutValues } from '../core/retention.ts';
import { renderRunFiles } from '../reports/render-all.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { CommandError } from './exit-code.ts';
import { invitationTeller } from './invite.ts';
import { freeFromTheDead, ownerOf } from './lease.ts';
import { showProgress } from './progress.ts';
import { TOOL_VERSION } from './tool-version.ts';

export interface RunRequest {
  readonly config: RunConfig;
  readonly selection: Selection;
  /** Run folder; made if there is none. */
  readonly folder: string;
  /** Opens the page that tells a person where to log in. */
  readonly opensBrowser?: boolean;
}

export interface RunDone {
  readonly results: Results;
  readonly folder: string;
  /** Why nothing could be tested, when that is so. */
  readonly unreachable?: string;
  /** What the run saw, before its retention policy took anything out. */
  readonly journal?: readonly JournalEntry[];
}

const DAY_SECONDS = 86_400;
/** A run that received more had exports to read, and its end is as short of memory as they were. */
const LARGE_BYTES = 32 * 1024 * 1024;
/** A running run renews its lease well within this many seconds; a dead one loses it then. */
const LEASE_SECONDS = 30;

/** `20261123T010800Z-1f3a9c`: sorts by time and never meets another. */
export const newRunId = (now: number): string =>
  `${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

/** Starts a run and finishes it, or leaves it so that it can be resumed. */
export async function startRun(request: RunRequest): Promise<RunDone> {
  const folder = resolve(request.folder);
  const existing = await readRunFile(folder);
  if (existing !== undefined) {
    throw new CommandError(
      `${request.folder} already holds run ${existing.id}; give another --out, or finish that run with --resume ${request.folder}`,
    );
  }
  const run: RunFile = {
    schemaVersion: 1,
    id: newRunId(systemClock.now()),
    startedAt: new Date(systemClock.now()).toISOString(),
    status: 'running',
    toolVersion: TOOL_VERSION,
    config: request.config,
    selection: request.selection,
  };
  const plan = planRun(run.config, run.selection);
  if (plan.checks.length === 0) throw new CommandError('no check matches --only and --skip');
  await refuseAddress(run.config);
  refuseImpossibleLogins(run.config);
  await (await keysServed(run.config))?.close();
  await writeRunFile(folder, run);
  return execute(folder, run, plan, { fresh: true, opensBrowser: request.opensBrowser ?? false });
}

/** A target that the configuration does not allow to be dialled is a mistake in the configuration. */
async function refuseAddress({ target }: RunConfig): Promise<void> {
  try {
    await guardedAddresses(new URL(target.fhirBaseUrl).hostname, target.allowPrivateAddresses);
  } catch (error) {
    if (error instanceof RefusedAddress) throw new CommandError(error.message);
    // A name that cannot be resolved is told by the run, with its evidence.
  }
}

/** A login that nobody here can make is told before anything is asked. */
function refuseImpossibleLogins({ auth }: RunConfig): void {
  const needsBrowser = Object.values(auth.clients).some(({ login }) => login?.driver === 'browser');
  if (needsBrowser && findChromium() === undefined) throw new CommandError(NO_BROWSER);
  for (const [role, { login, redirectUri, launchUri }] of Object.entries(auth.clients)) {
    if (login?.driver !== 'person') continue;
    for (const address of [redirectUri, launchUri]) {
      try {
        if (address !== undefined) listensAt(address);
      } catch (error) {
        throw new CommandError(`auth.clients.${role}: ${(error as Error).message}`);
      }
    }
  }
}

/** Finishes an interrupted run; what its journal holds is not asked for again. */
export async function resumeRun(folder: string): Promise<RunDone> {
  const run = await readRunFile(resolve(folder));
  if (run === undefined)
    throw new CommandError(`${folder} is not a run folder: it has no run.json`);
  if (run.status === 'finished') {
    throw new CommandError(`run ${run.id} in ${folder} is finished; start a new one with --config`);
  }
  return execute(resolve(folder), run, planRun(run.config, run.selection), {
    fresh: false,
    opensBrowser: false,
  });
}

/** A port that is taken, or a certificate that cannot be read, is told before anything is asked. */
async function keysServed({ auth }: RunConfig): ReturnType<typeof openKeyListener> {
  try {
    return await openKeyListener(auth, resolveSecret);
  } catch (error) {
    throw new CommandError(`auth.jwks: ${(error as Error).message}`);
  }
}

interface Manner {
  readonly fresh: boolean;
  readonly opensBrowser: boolean;
}

async function execute(folder: string, run: RunFile, plan: Plan, manner: Manner): Promise<RunDone> {
  // An export may come, of whatever size.
  if (run.config.bulk !== undefined) keepHeapSmall();
  const stores = await openStores(process.env, { folderOf: () => folder });
  try {
    return await inStores(stores, folder, run, plan, manner);
  } finally {
    await stores.close();
  }
}

async function inStores(
  stores: Stores,
  folder: string,
  run: RunFile,
  plan: Plan,
  { fresh, opensBrowser }: Manner,
): Promise<RunDone> {
  const { runs, evidence, sealer } = stores;
  const { config, id } = run;
  const { target } = config;
  const owner = ownerOf(id);
  await freeFromTheDead(runs, target.fhirBaseUrl);
  const keySet = await keysServed(config);
  if (!(await runs.takeLease(target.fhirBaseUrl, owner, LEASE_SECONDS))) {
    await keySet?.close();
    throw new CommandError(
      `another run of ${target.fhirBaseUrl} is under way; two at once would disturb each other`,
    );
  }
  const expires =
    Math.floor(systemClock.now() / 1000) + config.evidence.retentionDays * DAY_SECONDS;
  if (fresh || (await runs.getRun(id)) === undefined) {
    await runs.createRun({
      id,
      status: 'running',
      target: { name: target.name, fhirBaseUrl: target.fhirBaseUrl },
      suites: config.suites,
      config,
      startedAt: run.startedAt,
      folder,
      requests: 0,
      expires,
    });
  } else {
    await runs.updateRun(id, { status: 'running' });
  }
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const renewal = setInterval(() => {
    runs.takeLease(target.fhirBaseUrl, owner, LEASE_SECONDS).catch(() => stop.abort());
  }, LEASE_SECONDS * 333);
  const http = httpClient(target);
  const browser = chromiumBrowser(target);
  const people = callbackListener({ tell: invitationTeller(opensBrowser) });
  const lineWork = helpersOf(config);
  const progress = showProgress(plan);
  try {
    const { gathering, journal, bytes } = await gatherRun(
      id,
      config,
      plan,
      {
        runs,
        evidence,
        sealer,
        clock: systemClock,
        signer: kmsSigner(),
        http,
        ...(lineWork === undefined ? {} : { lineWork }),
        tls: tlsProbe(target),
        browser,
        people,
        ...(keySet === undefined ? {} : { keySet }),
        resolveSecret,
        randomSeed: () => randomBytes(32).toString('base64url'),
      },
      { signal: stop.signal, onChecked: progress.checked },
    );
    progress.end();
    const tidyUp = bytes > LARGE_BYTES ? giveBackMemory : () => {};
    tidyUp();
    const unreachable = unreachableReason(journal);
    const status =
      gathering.kind === 'paused'
        ? 'interrupted'
        : unreachable === undefined
          ? 'finished'
          : 'unreachable';
    const finished: RunFile = {
      ...run,
      status,
      finishedAt: new Date(systemClock.now()).toISOString(),
    };
    const results = resultsOf(finished, plan, journal, gathering.evidence);
    await runs.putResults(id, results, expires);
    tidyUp();
    await writeRunFolder(stores, finished, results, journal, tidyUp);
    await writeRunFile(folder, finished);
    await runs.updateRun(id, {
      status,
      finishedAt: results.run.finishedAt,
      requests: results.run.requests,
      summary: results.summary,
    });
    if (status !== 'interrupted') await runs.dropSealed(id);
    const seen = { journal: journal.entries };
    return { results, folder, ...seen, ...(unreachable === undefined ? {} : { unreachable }) };
  } finally {
    clearInterval(renewal);
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    await runs.dropLease(target.fhirBaseUrl, owner);
    await browser.close();
    await people.close();
    await keySet?.close();
    await http.close();
    await lineWork?.close();
  }
}

/**
 * Threads that judge exported lines, where the configuration asks for them. Without them a run holds
 * one heap and one set of compiled validators, and its memory stays within the bound.
 */
const helpersOf = ({ bulk }: RunConfig): ReturnType<typeof lineThreads> | undefined =>
  bulk?.threads === undefined
    ? undefined
    : lineThreads(new URL('./line-worker.ts', import.meta.url), { threads: bulk.threads });

const resultsOf = (run: RunFile, plan: Plan, journal: Journal, evidence: Evidence): Results =>
  withoutValues(
    judgeRun({
      runId: run.id,
      config: run.config,
      plan,
      journal,
      evidence,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt ?? run.startedAt,
      status: run.status === 'running' ? 'interrupted' : run.status,
      toolVersion: TOOL_VERSION,
    }),
    run.config.evidence.bodies,
  );

/** The files of the contract. An interrupted run keeps its journal open for the resumption. */
async function writeRunFolder(
  { evidence }: Stores,
  run: RunFile,
  results: Results,
  journal: Journal,
  tidyUp: () => void,
): Promise<void> {
  const kept = retained(journal.entries, run.config.evidence.bodies);
  const pictures = await readPictures(kept, evidence, run.id);
  for (const [name, content] of Object.entries(renderRunFiles(results, kept, { pictures }))) {
    await evidence.putFile(run.id, name, content);
  }
  tidyUp();
  if (run.status !== 'interrupted') await evidence.seal(run.id, kept);
}
