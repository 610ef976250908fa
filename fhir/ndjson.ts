import { isAscii, isUtf8 } from 'node:buffer';

/** Whole lines of a stream, or one line that is too long to be held. */
export type LineBatch =
  | {
      readonly kind: 'lines';
      readonly bytes: Uint8Array;
      readonly firstLine: number;
      /** How many there are, blank ones too. */
      readonly lines: number;
    }
  | { readonly kind: 'too-long'; readonly line: number; readonly length: number };

/** Longer than any resource that a server means to send; what is longer is not kept in memory. */
export const LONGEST_LINE = 64 * 1024 * 1024;

const LF = 10;
const CR = 13;

/**
 * Cuts a stream of chunks at line ends (NDJSON): each chunk gives the lines that end in it, the
 * beginning of a line waits for its end, and of a line beyond `longest` only its length is kept.
 * Batches own their bytes: a chunk's memory may be used again when `push` has returned.
 */
export class LineBatcher {
  private readonly longest: number;
  private waiting: Uint8Array[] = [];
  private waitingLength = 0;
  private line: number;

  constructor(longest: number = LONGEST_LINE, firstLine = 1) {
    this.longest = longest;
    this.line = firstLine;
  }

  push(chunk: Uint8Array): LineBatch[] {
    if (chunk.length <= this.longest) return this.take(chunk);
    // So that a line is too long or is not, however the stream is cut.
    const batches: LineBatch[] = [];
    for (let from = 0; from < chunk.length; from += this.longest)
      batches.push(...this.take(chunk.subarray(from, from + this.longest)));
    return batches;
  }

  private take(chunk: Uint8Array): LineBatch[] {
    const first = chunk.indexOf(LF);
    if (first === -1) {
      this.keep(chunk);
      return [];
    }
    const last = chunk.lastIndexOf(LF);
    const batches: LineBatch[] = [];
    if (this.waitingLength + first <= this.longest) {
      batches.push(this.lines(joined([...this.taken(), chunk.subarray(0, last + 1)])));
    } else {
      this.keep(chunk.subarray(0, first));
      batches.push(this.tooLong());
      if (last > first) batches.push(this.lines(chunk.subarray(first + 1, last + 1)));
    }
    this.keep(chunk.subarray(last + 1));
    return batches;
  }

  /** The last line, which may lack its end. */
  end(): LineBatch[] {
    if (this.waitingLength === 0) return [];
    if (this.waitingLength > this.longest) return [this.tooLong()];
    return [this.lines(joined(this.taken()))];
  }

  private keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.waitingLength += part.length;
    if (this.waitingLength > this.longest) this.waiting = [];
    else this.waiting.push(Uint8Array.from(part));
  }

  private taken(): Uint8Array[] {
    const parts = this.waiting;
    this.waiting = [];
    this.waitingLength = 0;
    return parts;
  }

  private lines(bytes: Uint8Array): LineBatch {
    const firstLine = this.line;
    const lines = linesIn(bytes);
    this.line += lines;
    return { kind: 'lines', bytes, firstLine, lines };
  }

  private tooLong(): LineBatch {
    const length = this.waitingLength;
    this.taken();
    return { kind: 'too-long', line: this.line++, length };
  }
}

/** One copy with memory of its own. */
const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const linesIn = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count++;
  return bytes.at(-1) === LF ? count : count + 1;
};

/** A line's text, or undefined where its bytes are no UTF-8; empty lines are passed over. */
export interface TextLine {
  readonly line: number;
  readonly text: string | undefined;
  /** Whether CR LF ends it. */
  readonly crlf?: true;
  /** Whether a byte order mark stands before it. */
  readonly bom?: true;
}

/** The lines of a batch as texts, one at a time. */
export function* textLines(bytes: Uint8Array, firstLine: number): Generator<TextLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const encoding = isAscii(buffer) ? 'latin1' : 'utf8';
  const isSound = encoding === 'latin1' || isUtf8(buffer);
  let line = firstLine;
  const start = startOf(buffer, firstLine);
  for (let from = start; from < buffer.length; line++) {
    const found = buffer.indexOf(LF, from);
    const end = found === -1 ? buffer.length : found;
    const until = buffer[end - 1] === CR ? end - 1 : end;
    if (!isBlank(buffer, from, until)) {
      const isText = isSound || isUtf8(buffer.subarray(from, until));
      const text = isText ? buffer.toString(encoding, from, until) : undefined;
      if (until === end && !(start > 0 && line === 1)) yield { line, text };
      else yield marked({ line, text }, until < end, start > 0 && line === 1);
    }
    from = end + 1;
  }
}

const marked = (line: TextLine, crlf: boolean, bom: boolean): TextLine => ({
  ...line,
  ...(crlf ? { crlf } : {}),
  ...(bom ? { bom } : {}),
});

/** A byte order mark at the start of the stream may be ignored (RFC 8259, 8.1). */
const startOf = (buffer: Buffer, firstLine: number): number =>
  firstLine === 1 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;

const isBlank = (buffer: Buffer, from: number, until: number): boolean => {
  for (let at = from; at < until; at++) {
    const byte = buffer[at];
    if (byte !== 32 && byte !== 9 && byte !== CR) return false;
  }
  return true;
};
