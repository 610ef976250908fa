import { type LineBatch, textLines } from '../fhir/ndjson.ts';
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
  /** By which the same fold is made elsewhere; plain data. */
  readonly job: unknown;
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

/** Gives the memory of a batch back at once: by the collector's time many batches would lie about. */
export function letGo(batch: LineBatch): void {
  if (batch.kind === 'too-long') return;
  const { buffer, byteLength } = batch.bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
