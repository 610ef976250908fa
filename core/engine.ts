import type { AnyProbe } from './check.ts';
import type { BrowserPort } from './browser-port.ts';
import { carriedOf } from './carried.ts';
import type { RemoteSigner } from './client-key.ts';
import { assembleResults } from './assemble.ts';
import type { RunConfig, SecretReference } from './config.ts';
import { isAnswered } from './exchange.ts';
import { forgetHalfDoneExports } from './export-rounds.ts';
import { type Evidence, gather, type Gathering } from './gather.ts';
import type { HttpPort } from './http-port.ts';
import { forgetHalfDoneRotation, type KeySetPort } from './key-set.ts';
import { Journal } from './journal.ts';
import { judgeCheck, type JudgedCheck } from './judge.ts';
import { secretReferences } from './parse-config.ts';
import { notePause, recordRefused } from './person-login.ts';
import type { PersonPort } from './person-port.ts';
import type { LineWork } from './line-work.ts';
import type { Plan } from './plan.ts';
import type { Clock, EvidenceStore, RunStore, Sealer } from './ports.ts';
import { originOf } from './origins.ts';
import { Recorder } from './recorder.ts';
import type { CheckResult, Results, RunOptions } from './results.ts';
import { secretPlaceholder, SecretVault } from './secrets.ts';
import type { TlsPort } from './tls-port.ts';

/** The world as a run touches it. */
export interface RunPorts {
  readonly runs: RunStore;
  readonly evidence: EvidenceStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly http: HttpPort;
  readonly tls?: TlsPort;
  readonly browser?: BrowserPort;
  readonly people?: PersonPort;
  /** Serves the public keys of clients. */
  readonly keySet?: KeySetPort;
  /** Judges the lines of large answers. */
  readonly lineWork?: LineWork;
  /** Signs for clients whose keys are in a key service. */
  readonly signer?: RemoteSigner;
  readonly resolveSecret: (reference: SecretReference) => Promise<string>;
  /** Fresh random text, for the run's seed. */
  readonly randomSeed: () => string;
}

export interface GatherOptions {
  /** Epoch milliseconds after which nothing new is begun. */
  readonly deadline?: number;
  /** Waits longer than this many milliseconds end the gathering instead of sleeping. */
  readonly longestSleep?: number;
  readonly signal?: AbortSignal;
  /** Hears of each check as soon as it can be judged. */
  readonly onChecked?: (check: CheckResult) => void;
}

export interface Gathered {
  readonly gathering: Gathering;
  readonly journal: Journal;
  readonly requests: number;
  readonly bytes: number;
}

const SEED = 'seed';

/**
 * Opens the vault of a run: the configured secrets, those met so far, and the seed of its random
 * values, sealed in the store so that the run can be taken up again elsewhere.
 */
async function openVault(
  runId: string,
  config: RunConfig,
  { runs, sealer, resolveSecret, randomSeed }: RunPorts,
): Promise<{ vault: SecretVault; seed: string; sealed: () => Promise<void> }> {
  const writes = new Set<Promise<void>>();
  const sealed = new Map<string, string>();
  for (const [name, bytes] of await runs.listSealed(runId)) {
    sealed.set(name, await sealer.open(bytes));
  }
  const keep = async (name: string, value: string): Promise<void> =>
    runs.putSealed(runId, name, await sealer.seal(value));
  const seed = sealed.get(SEED) ?? randomSeed();
  if (!sealed.has(SEED)) await keep(SEED, seed);
  const vault = new SecretVault(seed, (placeholder, value) => {
    const write = keep(placeholder, value).finally(() => writes.delete(write));
    writes.add(write);
  });
  for (const [name, value] of sealed) if (name !== SEED) vault.restore(name, value);
  for (const reference of secretReferences(config)) {
    vault.restore(secretPlaceholder(reference), await resolveSecret(reference));
  }
  return { vault, seed, sealed: async () => void (await Promise.all(writes)) };
}

/**
 * The first half of a run: meets the EHR and keeps every exchange. Taken up again, it asks for
 * nothing that the journal already holds. Throws what the stores throw, never for the target.
 */
export async function gatherRun(
  runId: string,
  config: RunConfig,
  plan: Plan,
  ports: RunPorts,
  options: GatherOptions = {},
): Promise<Gathered> {
  const journal = await Journal.open(ports.evidence, runId);
  journal.forgetUnfinishedLogins();
  forgetHalfDoneExports(journal, ports.clock.now());
  forgetHalfDoneRotation(journal);
  const { vault, seed, sealed } = await openVault(runId, config, ports);
  const { deadline, longestSleep, signal, onChecked } = options;
  const recorder = new Recorder({
    journal,
    vault,
    clock: ports.clock,
    http: ports.http,
    ...(ports.tls === undefined ? {} : { tls: ports.tls }),
    ...(ports.browser === undefined ? {} : { browser: ports.browser }),
    ...(ports.people === undefined ? {} : { people: ports.people }),
    ...(ports.keySet === undefined ? {} : { keySet: ports.keySet }),
    runId,
    // A picture of a page cannot be masked: it goes where bodies go.
    ...(config.evidence.bodies === 'full'
      ? { keepFile: filesKeptOnce(ports.evidence, runId) }
      : {}),
    ...(ports.lineWork === undefined ? {} : { lineWork: ports.lineWork }),
    ...(ports.signer === undefined ? {} : { signer: ports.signer }),
    ...(config.auth.carryRefreshToken === true
      ? { carried: carriedOf(ports, config.target.fhirBaseUrl) }
      : {}),
    secretsSealed: sealed,
    seed,
    concurrency: config.target.concurrency,
    trustedOrigins: trustedOrigins(config),
    ...(deadline === undefined ? {} : { deadline }),
    ...(longestSleep === undefined ? {} : { longestSleep }),
    ...(signal === undefined ? {} : { signal }),
  });
  const today = new Date(ports.clock.now()).toISOString().slice(0, 10);
  const announce = onChecked === undefined ? () => {} : announcer(plan, config, today, onChecked);
  const gathering = await gather(plan.checks, recorder, announce);
  if (ports.people !== undefined) {
    await recordRefused(ports.people, journal, ports.clock);
    if (gathering.kind === 'paused' && signal?.aborted !== true) notePause(journal, ports.clock);
  }
  await sealed();
  await journal.flush();
  await ports.people?.stored?.();
  return { gathering, journal, requests: recorder.requests, bytes: recorder.bytes };
}

const trustedOrigins = ({ target, auth, bulk }: RunConfig): readonly string[] => [
  ...[target.fhirBaseUrl, auth.introspection?.endpoint ?? '', bulk?.fhirBaseUrl ?? '']
    .map(originOf)
    .filter((origin) => origin !== undefined),
  ...target.trustedOrigins,
];

/** The same picture of several logins is written once, also where they end at one moment. */
function filesKeptOnce(
  evidence: EvidenceStore,
  runId: string,
): (name: string, content: Uint8Array) => Promise<void> {
  const kept = new Map<string, Promise<void>>();
  return (name, content) => {
    const keeping = kept.get(name) ?? evidence.putFile(runId, name, content);
    kept.set(name, keeping);
    return keeping;
  };
}

/** Judges each check when the last of its needs has come, for progress alone. */
function announcer(
  plan: Plan,
  config: RunConfig,
  today: string,
  onChecked: (check: CheckResult) => void,
): (probe: AnyProbe, evidence: Evidence) => void {
  const waiting = new Set(plan.checks);
  return (_probe, evidence) => {
    for (const check of waiting) {
      if (Object.values(check.needs).some(({ id }) => !evidence.has(id))) continue;
      waiting.delete(check);
      onChecked(judgeCheck(check, evidence, config, today).result);
    }
  };
}

/** Replays probes over recorded evidence: the same evidence again, with nothing sent. */
export async function replay(config: RunConfig, plan: Plan, journal: Journal): Promise<Evidence> {
  const clock: Clock = { now: () => 0, sleep: async () => {} };
  const recorder = new Recorder({
    journal,
    vault: new SecretVault('replay'),
    clock,
    http: undefined,
    seed: 'replay',
    concurrency: 64,
    trustedOrigins: trustedOrigins(config),
  });
  return (await gather(plan.checks, recorder)).evidence;
}

export interface JudgeInput {
  readonly runId: string;
  readonly config: RunConfig;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly status: Results['run']['status'];
  readonly toolVersion: string;
  readonly rejudgedAt?: string;
}

/** The second half of a run. Pure: evidence in, results out. */
export function judgeRun(input: JudgeInput): Results {
  const { runId, config, plan, journal, evidence, startedAt, finishedAt, toolVersion } = input;
  const judgedChecks: readonly JudgedCheck[] = plan.checks.map((check) =>
    judgeCheck(check, evidence, config, startedAt.slice(0, 10)),
  );
  const software = softwareOf(config, journal);
  const { name, fhirBaseUrl } = config.target;
  return assembleResults(plan, judgedChecks, {
    toolVersion,
    run: {
      id: runId,
      startedAt,
      finishedAt,
      status: input.status,
      suites: config.suites,
      options: config.options satisfies RunOptions,
      target: { name, fhirBaseUrl, ...(software === undefined ? {} : { software }) },
      requests: journal.entries.reduce(
        (sum, entry) => sum + (entry.kind === 'exchange' ? entry.attempts : 0),
        0,
      ),
      bytes: journal.entries.reduce(
        (sum, entry) => sum + (entry.kind === 'exchange' ? (entry.response?.size ?? 0) : 0),
        0,
      ),
      ...(input.rejudgedAt === undefined ? {} : { rejudgedAt: input.rejudgedAt }),
    },
  });
}

/** What the server calls itself in its capability statement. */
function softwareOf(config: RunConfig, journal: Journal): string | undefined {
  const prefix = `${config.target.fhirBaseUrl}/metadata`;
  for (const entry of journal.entries) {
    if (entry.kind !== 'exchange' || !entry.request.url.startsWith(prefix)) continue;
    if (!isAnswered(entry)) continue;
    try {
      const { software } = JSON.parse(entry.response.body ?? '') as {
        software?: { name?: unknown; version?: unknown };
      };
      const parts = [software?.name, software?.version].filter((part) => typeof part === 'string');
      if (parts.length > 0) return parts.join(' ');
    } catch {
      // Not JSON: the capability checks say so.
    }
  }
  return undefined;
}

/** Read by anybody, so that an answer tells nothing of the right to read more. */
const PUBLIC = /\/(metadata|\.well-known\/[a-z-]+)(\?|$)/;

/** Why a target counts as unreachable: nothing was answered at all, or the first read was refused. */
export function unreachableReason(journal: Journal): string | undefined {
  const exchanges = journal.entries.filter((entry) => entry.kind === 'exchange');
  const [first] = exchanges;
  if (first?.kind !== 'exchange') return undefined;
  const answered = exchanges.filter(isAnswered);
  if (answered.length === 0) return first.noAnswer?.detail;
  const [read, ...more] = answered.filter(({ request }) => !PUBLIC.test(request.url));
  // A run that goes on after a refusal has another right to read by.
  return more.length === 0 && read?.response.status === 401
    ? `it let nothing be read, and answered ${read.request.method} ${read.request.url} with HTTP 401`
    : undefined;
}
