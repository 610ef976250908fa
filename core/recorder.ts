import { createHmac } from 'node:crypto';
import { recordedBrowserLogin } from './browser-login.ts';
import type { Carried } from './carried.ts';
import { type JwtToSign, type SignedJwt, signJwt, signRemotely } from './client-key.ts';
import { Delivery } from './delivery.ts';
import { type AnsweredExchange, type Exchange, header, isAnswered } from './exchange.ts';
import { recordedHandshake } from './handshake.ts';
import type { Sending, WireOutcome } from './http-port.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { recordedKeySet } from './key-set.ts';
import { originOf } from './origins.ts';
import { NotRecorded, Paused, Unanswered } from './not-gathered.ts';
import { recordedPersonLogin } from './person-login.ts';
import type { Ask, ProbeIo, TokenSet } from './probe.ts';
import { recordedLines } from './recorded-lines.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { prepare, type PreparedRequest, requestKey } from './request.ts';
import { scrubBody, scrubHeaders } from './scrub.ts';
import { hasPlaceholder } from './secrets.ts';
import { Semaphore } from './semaphore.ts';
import { afterRenewals, needsRenewal, renew } from './renewal.ts';

const MOST_REDIRECTS = 5;

/** The run's one way to the world: asks once, records everything, keeps secrets out. */
export class Recorder {
  readonly options: RecorderOptions;
  readonly tokens = new Map<string, TokenSet>();
  readonly #inFlight = new Map<string, Promise<Exchange>>();
  readonly #observing = new Map<string, Promise<JsonValue>>();
  readonly #renewing = new Map<string, Promise<void>>();
  readonly #places: Semaphore;
  readonly #delivery: Delivery;

  constructor(options: RecorderOptions) {
    this.options = options;
    this.#places = new Semaphore(options.concurrency);
    this.#delivery = new Delivery(options);
  }

  get requests(): number {
    return this.#delivery.requests;
  }

  get bytes(): number {
    return this.#delivery.bytes;
  }

  /** What one probe is given. */
  io(probe: string): ProbeIo {
    return {
      ask: (ask) => this.ask(probe, ask),
      answer: (ask) => this.#answer(probe, ask),
      lines: (ask, fold) =>
        recordedLines(
          this.options,
          (key, measure) => this.#observe(probe, key, measure),
          (key, how) => this.#send(probe, key, ask, how),
          ask,
          fold,
        ),
      observe: (key, measure) => this.#observe(probe, key, measure),
      handshake: (request) =>
        recordedHandshake(
          this.options,
          this.#places,
          (key, measure) => this.#observe(probe, key, measure),
          request,
        ),
      browse: (login) =>
        recordedBrowserLogin(
          this.options,
          this.#places,
          (key, measure) => this.#observe(probe, key, measure),
          probe,
          login,
        ),
      meet: (login) =>
        recordedPersonLogin(
          this.options,
          this.#places,
          (key, measure) => this.#observe(probe, key, measure),
          login,
        ),
      random: (name, bytes) => this.#random(probe, name, bytes),
      authorize: (context, tokens) => {
        this.tokens.set(context, afterRenewals(this.options.journal, context, tokens));
      },
      sign: (name, jwt) => this.#sign(probe, name, jwt),
      keySet: recordedKeySet(this.options, (key, measure) => this.#observe(probe, key, measure)),
      carried: (name) => this.#carried(probe, name),
      carry: (name, secret) => this.#carry(probe, name, secret),
      reveal: (text) => this.options.vault.reveal(text),
      each: (items, work) => Promise.all(items.map(work)),
      later: (key, seconds) => this.#later(probe, key, seconds),
    };
  }

  /** The exchange for this request: the recorded one, the one under way, or a new one. */
  async ask(probe: string, ask: Ask): Promise<Exchange> {
    const key = requestKey(ask);
    const known = this.options.journal.exchange(key);
    const under = this.#inFlight.get(key);
    const exchange =
      known ??
      (await (under ?? this.#once(this.#inFlight, key, () => this.#send(probe, key, ask))));
    return ask.followRedirects === true ? this.#follow(probe, ask, exchange) : exchange;
  }

  async #answer(probe: string, ask: Ask): Promise<AnsweredExchange> {
    const exchange = await this.ask(probe, ask);
    if (!isAnswered(exchange)) throw new Unanswered(exchange);
    return exchange;
  }

  async #once<T>(under: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
    const promise = work();
    under.set(key, promise);
    try {
      return await promise;
    } finally {
      under.delete(key);
    }
  }

  async #observe<T extends JsonValue>(
    probe: string,
    key: string,
    measure: () => Promise<T>,
  ): Promise<T> {
    const known = this.options.journal.observation(key);
    if (known !== undefined) return known.value as T;
    const under = this.#observing.get(key);
    if (under !== undefined) return (await under) as T;
    if (this.options.http === undefined) throw new NotRecorded(key);
    return (await this.#once(this.#observing, key, async () => {
      const value = await measure();
      const at = new Date(this.options.clock.now()).toISOString();
      const kept = JSON.parse(this.options.vault.conceal(JSON.stringify(value))) as JsonValue;
      this.options.journal.add({ kind: 'observation', key, probe, at, value: kept });
      return kept;
    })) as T;
  }

  /**
   * Derived from the run's seed, so that a resumed run has it again, and recorded, so that a replay
   * sees what was sent. A PKCE verifier is recorded as a placeholder only.
   */
  #random(probe: string, name: string, bytes: number): string {
    const key = `random ${probe} ${name}`;
    const recorded = this.options.journal.observation(key)?.value;
    if (typeof recorded === 'string' && !hasPlaceholder(recorded)) return recorded;
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, block) =>
      createHmac('sha256', this.options.seed).update(`${block}\n${key}`).digest(),
    );
    const value = Buffer.concat(blocks).subarray(0, bytes).toString('base64url');
    if (recorded === undefined && this.options.http !== undefined) {
      const kept = name.includes('verifier') ? this.options.vault.hide('random', value) : value;
      const at = new Date(this.options.clock.now()).toISOString();
      this.options.journal.add({ kind: 'observation', key, probe, at, value: kept });
    }
    return value;
  }

  /** The text of the token goes into the vault, where a resumed run finds it again. */
  async #sign(probe: string, name: string, jwt: JwtToSign): Promise<SignedJwt | undefined> {
    const { vault, clock, journal } = this.options;
    const claims = (now: number): JsonObject => jwt.claims(now, journal.entries.length);
    const signed = await this.#observe<SignedJwt | null>(probe, `${name}/signed`, async () => {
      const made = await this.#signed({ ...jwt, claims }, Math.floor(clock.now() / 1000));
      return made === undefined ? null : { ...made, text: vault.hide('jwt', made.text) };
    });
    return signed ?? undefined;
  }

  async #carried(probe: string, name: string): Promise<Carried | undefined> {
    const { carried, vault } = this.options;
    const kept = await this.#observe<Carried | null>(probe, `carried ${name}`, async () => {
      const found = await carried?.get(name);
      return found === undefined
        ? null
        : { ...found, value: vault.hide('refresh_token', found.value) };
    });
    return kept ?? undefined;
  }

  #carry(
    probe: string,
    name: string,
    { value, clientId }: { readonly value: string; readonly clientId: string },
  ): Promise<boolean> {
    const { carried, vault, clock } = this.options;
    return this.#observe(probe, `carry ${name}`, async () => {
      if (carried === undefined) return false;
      const since = new Date(clock.now()).toISOString();
      await carried.put(name, { value: vault.reveal(value), since, clientId });
      return true;
    });
  }

  async #signed(jwt: JwtToSign, now: number): Promise<SignedJwt | undefined> {
    const { vault, signer } = this.options;
    if ('jwk' in jwt.key) return signJwt(vault.reveal(jwt.key.jwk), jwt, now);
    if (signer === undefined) throw new Error('there is no signer for the keys of the client');
    return signRemotely(signer, jwt.key.kms, jwt, now);
  }

  async #later(probe: string, key: string, seconds: number): Promise<void> {
    const { clock, journal, http, longestSleep, signal } = this.options;
    const until = await this.#observe(probe, `later ${key}`, async () => ({
      until: clock.now() + seconds * 1000,
    }));
    const wait = until.until - clock.now();
    if (wait <= 0 || http === undefined) return;
    await journal.flush();
    if (wait > (longestSleep ?? Number.POSITIVE_INFINITY)) throw new Paused(until.until);
    await clock.sleep(wait, signal);
  }

  async #follow(probe: string, ask: Ask, first: Exchange): Promise<Exchange> {
    let exchange = first;
    let url = ask.url;
    for (let hop = 1; hop <= MOST_REDIRECTS && isAnswered(exchange); hop += 1) {
      const location = header(exchange.response.headers, 'location');
      if (![301, 302, 303, 307, 308].includes(exchange.response.status) || !location) break;
      const next = new URL(location, url).href;
      const sameOrigin = originOf(next) === originOf(url);
      url = next;
      exchange = await this.ask(probe, {
        url,
        ...(ask.headers === undefined ? {} : { headers: ask.headers }),
        ...(ask.context === undefined || !sameOrigin ? {} : { context: ask.context }),
        ...(ask.key === undefined ? {} : { key: `${ask.key} redirect ${hop}` }),
      });
    }
    return exchange;
  }

  /**
   * The same for a request that others wait for, each in its place, such as the renewal of their
   * token: it takes no place of its own.
   */
  async askAhead(probe: string, ask: Ask): Promise<Exchange> {
    const key = requestKey(ask);
    return this.options.journal.exchange(key) ?? this.#sendInPlace(probe, key, ask);
  }

  async #send(probe: string, key: string, ask: Ask, how?: Sending): Promise<Exchange> {
    if (this.options.http === undefined) throw new NotRecorded(key);
    const once = ask.once === true || ask.method === 'DELETE';
    if (once && this.#wasOnItsWay(key)) return this.#lost(probe, key, ask);
    const context = ask.context ?? 'none';
    const inPlace = <T>(work: () => Promise<T>): Promise<T> =>
      ask.ahead === true ? work() : this.#places.run(work);
    return inPlace(async () => {
      // In its place, not before it: a token may lapse while its request waits for one.
      await this.#freshen(probe, context);
      if (once) await this.#noteOnItsWay(probe, key);
      return this.#sendInPlace(probe, key, ask, how);
    });
  }

  /** An interruption came between request and answer: whether it arrived nobody knows. */
  #wasOnItsWay(key: string): boolean {
    return this.options.journal.observation(`sent ${key}`) !== undefined;
  }

  /** Stored before the request leaves: after a kill the note has to be there. */
  async #noteOnItsWay(probe: string, key: string): Promise<void> {
    const { journal, clock } = this.options;
    const at = new Date(clock.now()).toISOString();
    journal.add({ kind: 'observation', key: `sent ${key}`, probe, at, value: true });
    await journal.flush();
  }

  async #lost(probe: string, key: string, ask: Ask): Promise<Exchange> {
    const { vault, clock, journal } = this.options;
    const context = ask.context ?? 'none';
    const { kept } = prepare(ask, this.tokens.get(context)?.accessToken, vault);
    return journal.add({
      kind: 'exchange' as const,
      key,
      context,
      probe,
      at: new Date(clock.now()).toISOString(),
      attempts: 0,
      request: { ...kept, url: vault.conceal(kept.url) },
      timings: { total: 0 },
      noAnswer: {
        reason: 'aborted' as const,
        detail: 'the run was interrupted while this request was on its way',
      },
    });
  }

  async #sendInPlace(probe: string, key: string, ask: Ask, how?: Sending): Promise<Exchange> {
    const context = ask.context ?? 'none';
    let bearer = this.tokens.get(context)?.accessToken;
    let result = await this.#delivery.deliver(ask, bearer, how);
    // A token may lapse on the way, or be replaced: then the 401 is ours, not the server's.
    for (let again = 0; again < 2 && this.#lapsed(result.outcome, context, bearer); again += 1) {
      await this.#freshen(probe, context);
      bearer = this.tokens.get(context)?.accessToken;
      result = await this.#delivery.deliver(ask, bearer, how);
    }
    const { kept } = prepare(ask, bearer, this.options.vault);
    return this.#record({ key, context, probe, ...result }, kept);
  }

  /** Renewal may end the life of the token before it, and with it of requests under way. */
  #lapsed(outcome: WireOutcome, context: string, bearer: string | undefined): boolean {
    if (outcome.kind !== 'answered' || outcome.status !== 401) return false;
    const tokens = this.tokens.get(context);
    if (tokens === undefined) return false;
    return tokens.accessToken !== bearer || needsRenewal(tokens, this.options.clock.now(), 0);
  }

  /** Renews a context's token that is about to expire, once for all who wait for it. */
  async #freshen(probe: string, context: string): Promise<void> {
    const tokens = this.tokens.get(context);
    if (tokens === undefined || !needsRenewal(tokens, this.options.clock.now())) return;
    const under = this.#renewing.get(context);
    if (under !== undefined) return under;
    await this.#once(this.#renewing, context, () => renew(this, probe, context, tokens));
  }

  async #record(
    about: {
      key: string;
      context: string;
      probe: string;
      outcome: WireOutcome;
      attempts: number;
      at: string;
    },
    kept: PreparedRequest['kept'],
  ): Promise<Exchange> {
    const { outcome, ...rest } = about;
    const { vault, journal } = this.options;
    if (outcome.kind === 'unanswered' && outcome.reason === 'aborted') {
      // Not an answer of the target: a resumed run has to ask again.
      throw new Paused(this.options.clock.now());
    }
    const request = {
      ...kept,
      url: vault.conceal(kept.url),
      ...(kept.body === undefined ? {} : { body: vault.conceal(kept.body) }),
    };
    const base = { kind: 'exchange' as const, ...rest, request, timings: outcome.timings };
    if (outcome.kind === 'unanswered') {
      const { reason, detail } = outcome;
      return journal.add({ ...base, noAnswer: { reason, detail: vault.conceal(detail) } });
    }
    const { status, headers, body, size, truncated, tls } = outcome;
    const response = {
      status,
      headers: scrubHeaders(vault, headers),
      body: scrubBody(vault, body),
      size,
      ...(truncated === undefined ? {} : { truncated }),
    };
    // A placeholder in the journal whose secret is not sealed yet would be of no use after a kill.
    await this.options.secretsSealed?.();
    const exchange = journal.add({
      ...base,
      response,
      ...(tls === undefined ? {} : { tls }),
    });
    this.#delivery.learn(exchange);
    return exchange;
  }
}
