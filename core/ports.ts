import type { JournalEntry } from './exchange.ts';
import type { Selection } from './plan.ts';
import type { CheckResult, Cause, Results } from './results.ts';

/** How a run stands; `interrupted` is what a running one becomes when its lease lapses. */
export type RunStatus =
  | 'running'
  | 'waiting'
  | 'finished'
  | 'interrupted'
  | 'unreachable'
  | 'failed';

export interface RunRecord {
  readonly id: string;
  readonly status: RunStatus;
  /** Name and base URL of the target. */
  readonly target: { readonly name: string; readonly fhirBaseUrl: string };
  readonly suites: readonly string[];
  /** Globs by which the plan was cut to some of its checks. */
  readonly selection?: Selection;
  /** The configuration as given; secrets in it are references only. */
  readonly config: unknown;
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** Folder of a local run. */
  readonly folder?: string;
  readonly requests: number;
  readonly summary?: Results['summary'];
  /** Seconds since the epoch after which the store may forget the run. */
  readonly expires?: number;
}

export interface RunPage {
  readonly runs: readonly RunRecord[];
  /** Opaque; give it back for the next page. */
  readonly next?: string;
}

/** Where runs, checks, causes, leases and sealed secrets are kept. */
export interface RunStore {
  /** Throws `RunExists` when the id is taken. */
  createRun(run: RunRecord): Promise<void>;
  /** Changes these members; throws `NoSuchRun` when there is none. */
  updateRun(id: string, change: Partial<Omit<RunRecord, 'id'>>): Promise<void>;
  getRun(id: string): Promise<RunRecord | undefined>;
  /** Newest first; of one target when its base URL is given. */
  listRuns(options?: { target?: string; limit?: number; from?: string }): Promise<RunPage>;
  putResults(
    id: string,
    results: Pick<Results, 'checks' | 'causes'>,
    expires?: number,
  ): Promise<void>;
  listChecks(id: string): Promise<readonly CheckResult[]>;
  listCauses(id: string): Promise<readonly Cause[]>;
  /** What this check came to in earlier runs of the target, newest first. */
  checkHistory(
    target: string,
    checkId: string,
    limit?: number,
  ): Promise<readonly { readonly runId: string; readonly at: string; readonly verdict: string }[]>;
  /**
   * Takes or renews the lease of a target for `seconds`; false when another owner holds it.
   * Two runs of one target never overlap.
   */
  takeLease(target: string, owner: string, seconds: number): Promise<boolean>;
  /** Who holds the lease of a target now, if anybody. */
  leaseOwner(target: string): Promise<string | undefined>;
  /** Gives the lease back if this owner still holds it. */
  dropLease(target: string, owner: string): Promise<void>;
  /** Sealed (encrypted) bytes of a run's secrets; gone when the run ends, or after `seconds`. */
  putSealed(runId: string, name: string, sealed: Uint8Array, seconds?: number): Promise<void>;
  listSealed(runId: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Forgets these, and what people who logged in for the run brought. */
  dropSealed(runId: string): Promise<void>;
}

/** Where the journal of a run is kept, in order, secrets already replaced. */
export interface EvidenceStore {
  /** Durable when it returns: a kill after it loses nothing of these entries. */
  append(runId: string, entries: readonly JournalEntry[]): Promise<void>;
  /** All entries in order; a torn last line (killed while writing) is left out. */
  read(runId: string): Promise<readonly JournalEntry[]>;
  /** Replaces the journal at the end of a run by what the retention policy lets stay. */
  seal(runId: string, entries: readonly JournalEntry[]): Promise<void>;
  /** A file of the run that is no journal: report, results. Text or bytes. */
  putFile(runId: string, name: string, content: string | Uint8Array): Promise<void>;
  getFile(runId: string, name: string): Promise<Uint8Array | undefined>;
}

/** Seals short texts so that they can lie in a table: authenticated encryption, key elsewhere. */
export interface Sealer {
  seal(text: string): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<string>;
}

export interface Clock {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
