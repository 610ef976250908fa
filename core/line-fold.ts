import { LineBatcher, type LineBatch, textLines } from '../fhir/ndjson.ts';
import type { HttpPort, WireOutcome, WireRequest } from './http-port.ts';
import type { JsonValue } from './json.ts';

/** One line of an answer that is read as it comes; blank lines are passed over but counted. */
export interface StreamedLine {
  /** From 1. */
  readonly line: number;
  /** Undefined where the bytes are no UTF-8, or too many to be held. */
  readonly text: string | undefined;
  /** Bytes of a line that was too long to be held. */
  readonly tooLong?: number;
  readonly crlf?: true;
  /** Whether a byte order mark stands before it. */
  readonly bom?: true;
}

/** Takes the lines of one answer in turn; what it comes to is kept in place of the body. */
export interface LineFold<T extends JsonValue> {
  take(line: StreamedLine): void;
  /** Hears of a line with nothing in it. */
  blank?(line: number): void;
  end(): T;
}

/**
 * A fold whose lines can be taken in several places: each gives what its part came to, and one takes
 * in the parts. However lines are shared out, the end is the same.
 */
export interface SplitFold<T extends JsonValue> extends LineFold<T> {
  part(): T;
  absorb(part: T): void;
}

/** An answer that was folded: the outcome is there where the body came with HTTP 200. */
export interface Folded<E, T> {
  readonly exchange: E;
  readonly outcome?: T;
}

/** Gives a fold the lines of a batch. */
export function feed(fold: Pick<LineFold<JsonValue>, 'take' | 'blank'>, batch: LineBatch): void {
  if (batch.kind === 'too-long') {
    fold.take({ line: batch.line, text: undefined, tooLong: batch.length });
    return;
  }
  let next = batch.firstLine;
  const passTo = (line: number): void => {
    for (; next < line; next++) fold.blank?.(next);
  };
  for (const line of textLines(batch.bytes, batch.firstLine)) {
    passTo(line.line);
    fold.take(line);
    next = line.line + 1;
  }
  passTo(batch.firstLine + batch.lines);
}

/** Sends a request and folds its answer; each attempt begins with a fold of its own. */
export async function sendAndFold<T extends JsonValue>(
  http: HttpPort,
  request: WireRequest,
  fold: () => LineFold<T>,
  signal?: AbortSignal,
): Promise<{ readonly outcome: WireOutcome; readonly folded?: T }> {
  const current = fold();
  const batcher = new LineBatcher();
  const failures: unknown[] = [];
  const sink = (chunk: Uint8Array): void => {
    if (failures.length > 0) return;
    try {
      for (const batch of batcher.push(chunk)) feed(current, batch);
    } catch (error) {
      // A fold that throws is a bug of ours, not a fault of the connection that carries this call.
      failures.push(error);
    }
  };
  const sent = await (http.stream?.(request, sink, signal) ?? http.send(request, signal));
  if (sent.kind !== 'answered' || sent.status !== 200) return { outcome: sent };
  if (http.stream === undefined) sink(Buffer.from(sent.body));
  if (failures.length > 0) throw failures[0];
  for (const batch of batcher.end()) feed(current, batch);
  return { outcome: { ...sent, body: '' }, folded: current.end() };
}
