import type { Exchange } from './exchange.ts';
import type { HttpPort, Sending } from './http-port.ts';
import type { JsonValue } from './json.ts';
import type { Folded, LineFold, SplitFold } from './line-fold.ts';
import { LineReader, sendAndFold } from './line-reader.ts';
import { NotRecorded, Paused } from './not-gathered.ts';
import type { Ask } from './probe.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { requestKey } from './request.ts';

type Observe = <V extends JsonValue>(key: string, measure: () => Promise<V>) => Promise<V>;

/**
 * Reads an answer line by line and records what it came to in place of its body. What helpers are
 * still judging is awaited by ending the gathering; taken up again, it is found by its note.
 */
export async function recordedLines<T extends JsonValue>(
  options: RecorderOptions,
  observe: Observe,
  send: (key: string, how: Sending) => Promise<Exchange>,
  ask: Ask,
  fold: () => LineFold<T>,
): Promise<Folded<Exchange, T>> {
  const key = requestKey(ask);
  const { journal, http, signal, lineWork, clock } = options;
  const exchange =
    journal.exchange(key) ??
    (await send(key, async (request) => {
      const reader = () => new LineReader(key, fold(), lineWork);
      const { outcome, read } = await sendAndFold(http as HttpPort, request, reader, {
        clock,
        ...(signal === undefined ? {} : { signal }),
      });
      // Kept before the exchange, so that where there is the one there is the other.
      if (read !== undefined && 'folded' in read) {
        await observe(`lines ${key}`, async () => read.folded);
      } else if (read !== undefined) await observe(`aside ${key}`, async () => read.aside);
      return outcome;
    }));
  const note = journal.observation(`aside ${key}`)?.value;
  if (note !== undefined && journal.observation(`lines ${key}`) === undefined) {
    await collected(options, observe, key, note, fold() as SplitFold<T>);
  }
  const outcome = journal.observation(`lines ${key}`)?.value as T | undefined;
  return { exchange, ...(outcome === undefined ? {} : { outcome }) };
}

async function collected<T extends JsonValue>(
  { lineWork, clock, http, journal }: RecorderOptions,
  observe: Observe,
  key: string,
  note: JsonValue,
  fold: SplitFold<T>,
): Promise<void> {
  // On a replay of a run that ended before: what the lines came to nobody knows.
  if (http === undefined) throw new NotRecorded(key);
  const parts = await lineWork?.collect?.(note);
  if (parts === undefined) throw new Paused(clock.now());
  for await (const part of parts) fold.absorb(part as T);
  await observe(`lines ${key}`, async () => fold.end());
  await journal.flush();
  await lineWork?.forget?.(note);
}
