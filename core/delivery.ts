import type { Exchange } from './exchange.ts';
import { type HttpPort, type Sending, unsent, type WireOutcome } from './http-port.ts';
import { Paused } from './not-gathered.ts';
import { originOf, originsNamedBy } from './origins.ts';
import type { Ask } from './probe.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { prepare, type PreparedRequest } from './request.ts';
import { waitBeforeRetry } from './retry.ts';
import { credentialsIn } from './secrets.ts';

/** Failures in a row after which a server is taken to be down. */
const CIRCUIT_OPENS_AFTER = 5;

/** What became of a request, over all its attempts. */
export interface Delivered {
  readonly outcome: WireOutcome;
  readonly attempts: number;
  /** When the last attempt left. */
  readonly at: string;
}

/**
 * Brings requests to the target: repeats what may be repeated, keeps quiet when asked to, stops
 * where the target is down, and gives credentials to nobody whom neither configuration nor
 * discovery document names.
 */
export class Delivery {
  readonly #options: RecorderOptions;
  readonly #trusted: Set<string>;
  /** By origin: storage that is down says nothing about the EHR that names it. */
  readonly #failuresInARow = new Map<string, number>();
  /** By origin, epoch milliseconds before which it asked not to be bothered. */
  readonly #quietUntil = new Map<string, number>();
  requests = 0;
  bytes = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#trusted = new Set(options.trustedOrigins);
    for (const entry of options.journal.entries) {
      if (entry.kind !== 'exchange') continue;
      this.learn(entry);
      this.requests += entry.attempts;
      this.bytes += entry.response?.size ?? 0;
    }
  }

  async deliver(
    ask: Ask,
    bearer: string | undefined,
    how: Sending = (wire) => (this.#options.http as HttpPort).send(wire, this.#options.signal),
  ): Promise<Delivered> {
    const prepared = prepare(ask, bearer, this.#options.vault);
    const at = (): string => new Date(this.#options.clock.now()).toISOString();
    const refusal = this.#refusal(prepared);
    if (refusal !== undefined) return { outcome: refusal, attempts: 0, at: at() };
    const { clock, signal } = this.#options;
    const repeatable = prepared.wire.method === 'GET' || prepared.wire.url.endsWith('/_search');
    const origin = originOf(prepared.wire.url) ?? '';
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      const closed = this.#closed(origin);
      if (closed !== undefined) return { outcome: closed, attempts: attempt - 1, at: at() };
      await this.#keepQuiet(origin);
      const sentAt = at();
      const outcome = await how(prepared.wire);
      this.#count(origin, outcome);
      const state = { attempt, waited, now: clock.now(), jitter: Math.random() };
      const wait = waitBeforeRetry(outcome, state, repeatable);
      if (wait === undefined) return { outcome, attempts: attempt, at: sentAt };
      waited += wait;
      if (outcome.kind === 'answered') this.#quietUntil.set(origin, clock.now() + wait);
      else await clock.sleep(wait, signal);
    }
  }

  async #keepQuiet(origin: string): Promise<void> {
    const { clock, signal } = this.#options;
    const wait = (this.#quietUntil.get(origin) ?? 0) - clock.now();
    if (wait > 0) await clock.sleep(wait, signal);
  }

  /** Why this request must not leave at all. */
  #refusal({ kept, wire }: PreparedRequest): WireOutcome | undefined {
    const origin = originOf(wire.url);
    if (origin === undefined) return unsent('protocol', `"${kept.url}" is not an absolute URL`);
    const texts = [kept.url, kept.body ?? '', ...kept.headers.map(([, value]) => value)];
    const carries = texts.some((text) => credentialsIn(text).length > 0);
    if (!carries || this.#trusted.has(origin)) return undefined;
    return unsent(
      'refused-address',
      `credentials are not sent to ${origin}: neither the configuration (target.trustedOrigins) nor the target's discovery document names it`,
    );
  }

  #closed(origin: string): WireOutcome | undefined {
    const { signal, deadline, clock } = this.#options;
    if (signal?.aborted === true) return unsent('aborted', 'the run was stopped');
    if (deadline !== undefined && clock.now() > deadline) throw new Paused(clock.now());
    if ((this.#failuresInARow.get(origin) ?? 0) < CIRCUIT_OPENS_AFTER) return undefined;
    return unsent(
      'circuit-open',
      `not sent: ${origin} did not answer ${CIRCUIT_OPENS_AFTER} requests in a row and is taken to be down`,
    );
  }

  #count(origin: string, outcome: WireOutcome): void {
    this.requests += 1;
    if (outcome.kind === 'answered') {
      this.bytes += outcome.size;
      this.#failuresInARow.set(origin, 0);
    } else if (outcome.reason !== 'refused-address' && outcome.reason !== 'aborted') {
      this.#failuresInARow.set(origin, (this.#failuresInARow.get(origin) ?? 0) + 1);
    }
  }

  /** Trusts the origins that a trusted server's discovery document names. */
  learn(exchange: Exchange): void {
    const origin = originOf(exchange.request.url);
    if (origin === undefined || !this.#trusted.has(origin)) return;
    for (const named of originsNamedBy(exchange)) this.#trusted.add(named);
  }
}
