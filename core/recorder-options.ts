import type { BrowserPort } from './browser-port.ts';
import type { CarriedStore } from './carried.ts';
import type { RemoteSigner } from './client-key.ts';
import type { HttpPort } from './http-port.ts';
import type { Journal } from './journal.ts';
import type { KeySetPort } from './key-set.ts';
import type { LineWork } from './line-work.ts';
import type { PersonPort } from './person-port.ts';
import type { Clock } from './ports.ts';
import type { SecretVault } from './secrets.ts';
import type { TlsPort } from './tls-port.ts';

/** What a recorder works with, and within which bounds. */
export interface RecorderOptions {
  readonly journal: Journal;
  readonly vault: SecretVault;
  readonly clock: Clock;
  /** For clients whose keys never leave their place. */
  readonly signer?: RemoteSigner;
  /** Serves the public keys of clients, where the configuration says at which address. */
  readonly keySet?: KeySetPort;
  /** Secrets that earlier runs of the target left, where the configuration lets them. */
  readonly carried?: CarriedStore;
  /** Undefined when recorded evidence is replayed: nothing is sent any more. */
  readonly http: HttpPort | undefined;
  /** Makes handshakes that no request follows; without it they count as not tested. */
  readonly tls?: TlsPort;
  /** Logs in where pages need a browser. */
  readonly browser?: BrowserPort;
  /** Has people log in. */
  readonly people?: PersonPort;
  /** Id of the run, for whoever is invited to take part in it. */
  readonly runId?: string;
  /** Keeps a file of the run; absent where its retention policy keeps no pictures. */
  readonly keepFile?: (name: string, content: Uint8Array) => Promise<void>;
  /** Judges the lines of large answers; without it they are judged where they are read. */
  readonly lineWork?: LineWork;
  /** Resolves when every secret that the vault has taken in is sealed in the store. */
  readonly secretsSealed?: () => Promise<void>;
  /** Seed of the run's random values. */
  readonly seed: string;
  readonly concurrency: number;
  /** Origins that may be given credentials from the start. */
  readonly trustedOrigins: readonly string[];
  /** Epoch milliseconds after which nothing new is begun (a function's time is nearly up). */
  readonly deadline?: number;
  /** A wait longer than this many milliseconds ends the gathering instead of sleeping. */
  readonly longestSleep?: number;
  readonly signal?: AbortSignal;
}
