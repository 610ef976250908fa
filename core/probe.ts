import type { BrowserLoggedIn, BrowserLogin } from './browser-login.ts';
import type { AnyProbe, EvidenceOf, Needs } from './check.ts';
import type { Carried } from './carried.ts';
import type { JwtToSign, SignedJwt, SigningKey } from './client-key.ts';
import type { AnsweredExchange, Exchange } from './exchange.ts';
import type { Handshake } from './handshake.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Folded, LineFold } from './line-fold.ts';
import type { KeySet } from './key-set.ts';
import type { PersonLoggedIn, PersonLogin } from './person-login.ts';
import type { HandshakeRequest } from './tls-port.ts';

/** A request as a probe words it; secrets in it are placeholders (see core/secrets.ts). */
export interface Ask {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'OPTIONS' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as application/x-www-form-urlencoded. */
  readonly form?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** Sent as application/fhir+json, in place of a form. */
  readonly json?: JsonObject;
  /** Client id and secret for HTTP Basic (RFC 6749, 2.3.1: each form-encoded first). */
  readonly basic?: { readonly id: string; readonly secret: string };
  /** The authorization context whose bearer token goes along; none by default. */
  readonly context?: string;
  /**
   * Sets apart a request that must be made anew although an equal one was made (a poll, a replay),
   * or whose text differs from run to run (random values). Without it the key is made from context,
   * method, URL, `Accept` and body, and equal requests are one exchange.
   */
  readonly key?: string;
  /**
   * Must not be made twice, as a DELETE must not: noted before it leaves. Where an interruption
   * left its fate open, the round of requests that it belongs to is begun anew.
   */
  readonly once?: boolean;
  /** Takes no place among the run's requests: its time is counted, as that of a token of seconds is. */
  readonly ahead?: boolean;
  /** Follow up to five redirects, each recorded; by default none is followed. */
  readonly followRedirects?: boolean;
}

/** What a probe may do in the world; everything it learns goes into the journal. */
export interface ProbeIo {
  /** The exchange, answered or not. */
  ask(request: Ask): Promise<Exchange>;
  /**
   * Reads an answer line by line as it comes, whatever its size. The exchange is recorded without
   * its body, and beside it what the fold came to; on resume and rejudge that is returned.
   * No redirect is followed.
   */
  lines<T extends JsonValue>(request: Ask, fold: () => LineFold<T>): Promise<Folded<Exchange, T>>;
  /** The exchange where an answer came; where none came the probe ends as `error`. */
  answer(request: Ask): Promise<AnsweredExchange>;
  /**
   * Does something that is no HTTP exchange and records the outcome under `key`; on resume and
   * rejudge the recorded value is returned and `measure` does not run.
   */
  observe<T extends JsonValue>(key: string, measure: () => Promise<T>): Promise<T>;
  /** One TLS handshake by itself, for what a server accepts; equal ones are made once. */
  handshake(request: HandshakeRequest): Promise<Handshake>;
  /** A login in a browser, its pages recorded; see core/browser-login.ts. */
  browse(login: BrowserLogin): Promise<BrowserLoggedIn>;
  /** A login by a person; see core/person-login.ts. */
  meet(login: PersonLogin): Promise<PersonLoggedIn>;
  /** A random base64url text of so many bytes, the same again when the run is resumed. */
  random(name: string, bytes: number): string;
  /** Keeps a bearer token set for an authorization context; values are placeholders. */
  authorize(context: string, tokens: TokenSet): void;
  /**
   * Signs a JWT by a client's key and records header and claims under `name`; its text is a
   * placeholder. Undefined where the client has no key of the algorithm asked for.
   */
  sign(name: string, jwt: JwtToSign): Promise<SignedJwt | undefined>;
  /** The set of public keys that Assay serves for its clients; see core/key-set.ts. */
  readonly keySet: KeySet;
  /** A secret that an earlier run of the target left under this name; its value is a placeholder. */
  carried(name: string): Promise<Carried | undefined>;
  /** Leaves a secret (placeholder) to later runs; false where the configuration does not let it. */
  carry(
    name: string,
    secret: { readonly value: string; readonly clientId: string },
  ): Promise<boolean>;
  /** The real value behind placeholders in a text; only for use inside `observe`. */
  reveal(text: string): string;
  /** Runs at most the target's concurrency of these at once, results in order. */
  each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]>;
  /**
   * Waits, for a poll or an outside event. In one process it sleeps; under a state machine the
   * gathering ends here and is taken up again when the time has come.
   */
  later(key: string, seconds: number): Promise<void>;
}

/** Bearer tokens of one authorization context and how to renew them. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Epoch milliseconds; absent when the server did not say. */
  readonly expiresAt?: number;
  /** Milliseconds that the token lives from its issue. */
  readonly lifetimeMs?: number;
  readonly renewal?: {
    readonly tokenEndpoint: string;
    readonly clientId: string;
    readonly clientSecret?: string;
    /** A client without users asks anew instead: by which key and for what. */
    readonly clientCredentials?: { readonly signingKey: SigningKey; readonly scope: string };
  };
}

/** What a probe brings when it cannot bring its evidence: why, and whose doing it is. */
export interface Lacking {
  readonly lacking: string;
  readonly kind: 'skip' | 'omit' | 'error';
  readonly exchange?: number;
  /** The probe at which the chain broke, for grouping what it took along. */
  readonly root?: string;
}

/** Nothing to judge by, for want of data or of an earlier step. */
export const lacking = (reason: string, exchange?: number): Lacking => ({
  lacking: reason,
  kind: 'skip',
  ...(exchange === undefined ? {} : { exchange }),
});

/** Not asked for under the configuration chosen. */
export const notAsked = (reason: string): Lacking => ({ lacking: reason, kind: 'omit' });

/** The network or we failed to bring it. */
export const failedToGather = (reason: string, exchange?: number): Lacking => ({
  lacking: reason,
  kind: 'error',
  ...(exchange === undefined ? {} : { exchange }),
});

export const isLacking = (evidence: unknown): evidence is Lacking =>
  typeof evidence === 'object' && evidence !== null && 'lacking' in evidence;

/** Gathers one piece of evidence, possibly from another. */
export interface Probe<E> {
  /** Unique within a plan: the name and what it is about (`search(AllergyIntolerance?patient)`). */
  readonly id: string;
  readonly needs: Needs;
  readonly gather: (io: ProbeIo, evidence: never) => Promise<E | Lacking>;
  /** Runs also where needs are lacking, and is then given why; see `attempted`. */
  readonly goesWithout?: boolean;
  /** Marker that carries the evidence's type; never set. */
  readonly evidence?: E;
}

export interface ProbeDefinition<N extends Needs, E> {
  readonly id: string;
  readonly needs: N;
  readonly gather: (io: ProbeIo, evidence: EvidenceOf<N>) => Promise<E | Lacking>;
}

/** Types a probe. Where a need is lacking, the probe is not run and lacks for the same reason. */
export const defineProbe = <N extends Needs, E>(definition: ProbeDefinition<N, E>): Probe<E> =>
  definition as unknown as Probe<E>;

/** What a probe brought, or why it did not. */
export type Attempt<E> = { readonly brought: E } | { readonly without: Lacking };

/** For who can go on without a probe's evidence: what it brought, or why it brought nothing. */
export const attempted = <E>(probe: Probe<E>): Probe<Attempt<E>> => ({
  id: `attempted(${probe.id})`,
  needs: { probe },
  goesWithout: true,
  gather: async (_io, { probe: brought }: { readonly probe: E | Lacking }) =>
    isLacking(brought) ? { without: brought } : { brought },
});

/** Every probe that these lean on, prerequisites first, each once. */
export function inOrder(probes: Iterable<AnyProbe>): AnyProbe[] {
  const ordered = new Map<string, AnyProbe>();
  const visit = (probe: AnyProbe): void => {
    if (ordered.has(probe.id)) return;
    for (const need of Object.values(probe.needs)) visit(need);
    ordered.set(probe.id, probe);
  };
  for (const probe of probes) visit(probe);
  return [...ordered.values()];
}
