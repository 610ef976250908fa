import { LineBatcher, type LineBatch } from '../fhir/ndjson.ts';
import type { HttpPort, WireOutcome, WireRequest } from './http-port.ts';
import type { JsonValue } from './json.ts';
import { feed, letGo, type LineFold, type SplitFold } from './line-fold.ts';
import type { FarLines, LineWork } from './line-work.ts';
import type { Clock } from './ports.ts';
import { backoff, MOST_RESETS } from './retry.ts';

/** Chunks of the wire are small; lines are cut, and given away, by blocks of this size. */
const BLOCK_BYTES = 256 * 1024;

/** A longer line is told and not judged: to parse it would take several times its size. */
const LONGEST_HELD = 16 * 1024 * 1024;

/** What an answer came to, or a note by which that is found when helpers have judged its lines. */
export type Read<T> = { readonly folded: T } | { readonly aside: JsonValue };

const isSplit = <T extends JsonValue>(fold: LineFold<T>): fold is SplitFold<T> => 'absorb' in fold;

/**
 * Folds one answer as it comes. Where there are helpers, lines are held until it is known whether
 * there are so many that helpers judge them all: who reads then needs none of what judging needs.
 */
export class LineReader<T extends JsonValue> {
  readonly #fold: LineFold<T>;
  readonly #work: LineWork | undefined;
  readonly #key: string;
  readonly #batcher = new LineBatcher(LONGEST_HELD);
  #block = Buffer.alloc(0);
  #filled = 0;
  #read = 0;
  #held: LineBatch[] = [];
  #hasOwn = false;
  #far: FarLines | undefined;

  constructor(key: string, fold: LineFold<T>, work?: LineWork) {
    this.#key = key;
    this.#fold = fold;
    this.#work = work;
  }

  /** Takes what came; resolves when there is room for more. */
  async take(chunk: Uint8Array): Promise<void> {
    this.#read += chunk.length;
    for (let from = 0; from < chunk.length; ) {
      if (this.#block.length === 0) this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      const some = chunk.subarray(from, from + this.#block.length - this.#filled);
      this.#block.set(some, this.#filled);
      this.#filled += some.length;
      from += some.length;
      if (this.#filled === this.#block.length) await this.#cut();
    }
  }

  async end(): Promise<Read<T>> {
    await this.#cut();
    for (const batch of this.#batcher.end()) await this.#give(batch);
    for (const batch of this.#held.splice(0)) this.#judge(batch);
    if (this.#far === undefined || !isSplit(this.#fold)) return { folded: this.#fold.end() };
    const end = await this.#far.end(this.#hasOwn ? this.#fold.part() : undefined);
    if (end.kind === 'aside') return { aside: end.note };
    if (end.kind === 'whole') return { folded: end.outcome as T };
    for (const part of end.parts) this.#fold.absorb(part as T);
    return { folded: this.#fold.end() };
  }

  async drop(): Promise<void> {
    await this.#far?.drop();
  }

  async #cut(): Promise<void> {
    const batches = this.#batcher.push(this.#block.subarray(0, this.#filled));
    this.#filled = 0;
    for (const batch of batches) await this.#give(batch);
  }

  #judge(batch: LineBatch): void {
    feed(this.#fold, batch);
    letGo(batch);
  }

  async #give(batch: LineBatch): Promise<void> {
    const fold = this.#fold;
    // Of a line that is too long there is nothing to be given away.
    if (this.#work === undefined || !isSplit(fold) || batch.kind === 'too-long') {
      this.#hasOwn = true;
      this.#judge(batch);
      return;
    }
    this.#held.push(batch);
    if (this.#far === undefined && this.#read <= this.#work.from) return;
    this.#far ??= this.#work.open(this.#key, fold.job);
    for (const held of this.#held.splice(0)) {
      if (held.kind === 'lines') await this.#far.give(held);
    }
  }
}

interface SentAndFolded<T> {
  readonly outcome: WireOutcome;
  readonly read?: Read<T>;
}

/**
 * Sends a request and folds its answer, each attempt with a fold of its own. Where the connection
 * breaks half-way the whole is asked for again; what came of the last attempt stands.
 */
export async function sendAndFold<T extends JsonValue>(
  http: HttpPort,
  request: WireRequest,
  reader: () => LineReader<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<SentAndFolded<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === MOST_RESETS;
    const sent = await attemptToFold(http, request, reader(), isLast, signal);
    if (sent !== 'broke off') return sent;
    await clock.sleep(backoff(attempt, Math.random()), signal);
  }
}

async function attemptToFold<T extends JsonValue>(
  http: HttpPort,
  request: WireRequest,
  current: LineReader<T>,
  isLast: boolean,
  signal: AbortSignal | undefined,
): Promise<SentAndFolded<T> | 'broke off'> {
  const failures: unknown[] = [];
  // In turn, even where the port does not wait for one chunk before it hands over the next.
  let turn: Promise<void> = Promise.resolve();
  const sink = (chunk: Uint8Array): Promise<void> => {
    turn = turn
      .then(() => (failures.length > 0 ? undefined : current.take(chunk)))
      .catch((error: unknown) => {
        // A fold that throws is a bug of ours, not a fault of the connection that carries this call.
        failures.push(error);
      });
    return turn;
  };
  const sent = await (http.stream?.(request, sink, signal) ?? http.send(request, signal));
  if (sent.kind !== 'answered' || sent.status !== 200) {
    await current.drop();
    return { outcome: sent };
  }
  if (http.stream === undefined) sink(Buffer.from(sent.body));
  await turn;
  if (failures.length > 0) {
    await current.drop();
    throw failures[0];
  }
  if (sent.brokeOff === true && !isLast) {
    await current.drop();
    return 'broke off';
  }
  return { outcome: { ...sent, body: '' }, read: await current.end() };
}
