import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LineBatcher, type LineBatch } from '../fhir/ndjson.ts';

/** Bytes read at a time: large enough to make batches worth their handling, small enough to hold. */
const CHUNK = 256 * 1024;
/** One resource or Bundle in one file: longer texts do not fit a JavaScript string. */
const LARGEST_WHOLE = 400 * 1024 * 1024;

/** A file's content: lines to stream, or one resource as a whole. */
export type Input =
  | { readonly kind: 'lines'; readonly batches: AsyncIterable<LineBatch>; readonly large: boolean }
  | { readonly kind: 'whole'; readonly text: () => Promise<WholeText> };

export type WholeText = { readonly text: string | undefined } | { readonly tooLong: number };

/** From this size on several workers pay for their start. */
const LARGE = 32 * 1024 * 1024;

/**
 * Opens a file, or standard input as `-`. `.ndjson` and `.jsonl` are lines; of anything else the
 * first line tells: it is a whole JSON text in NDJSON and the beginning of one in a file.
 */
export async function openInput(
  file: string,
  onBytes: (count: number) => void,
  stdin: Readable = process.stdin,
): Promise<Input> {
  const isZipped = file.endsWith('.gz');
  const chunks = chunksOf(file, isZipped, onBytes, stdin);
  // Zipped text grows about tenfold; of standard input the size is not known.
  const large = file === '-' || statSync(file).size * (isZipped ? 10 : 1) > LARGE;
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file))
    return { kind: 'lines', batches: batchesOf(chunks), large };
  const first = await chunks.next();
  const opening = first.done === true ? Buffer.alloc(0) : Buffer.from(first.value);
  const all = prepended(opening, chunks);
  return startsWithJsonLine(opening)
    ? { kind: 'lines', batches: batchesOf(all), large }
    : { kind: 'whole', text: () => wholeText(all) };
}

/** Chunks of a file; the memory of one is used again for the next. */
async function* chunksOf(
  file: string,
  isZipped: boolean,
  onBytes: (count: number) => void,
  stdin: Readable,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of file === '-' || isZipped
    ? streamed(file, isZipped, stdin)
    : read(file)) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** A plain file, read into one buffer: streams would leave as much behind as the file is long. */
async function* read(file: string): AsyncGenerator<Buffer, void> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* streamed(
  file: string,
  isZipped: boolean,
  stdin: Readable,
): AsyncGenerator<Buffer, void> {
  const raw = file === '-' ? stdin : createReadStream(file, { highWaterMark: CHUNK });
  const stream = isZipped ? raw.pipe(createGunzip({ chunkSize: CHUNK })) : raw;
  // A pipe does not hand on errors: a file that cannot be read must end its reader too.
  if (stream !== raw) raw.on('error', (error: Error) => stream.destroy(error));
  for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
}

async function* prepended(
  first: Buffer,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  yield first;
  yield* rest;
}

async function* batchesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<LineBatch> {
  const batcher = new LineBatcher();
  for await (const chunk of chunks) yield* batcher.push(chunk);
  yield* batcher.end();
}

const startsWithJsonLine = (opening: Buffer): boolean => {
  const end = opening.indexOf(10);
  // No line end in so much: a line that must be streamed, or a small file that is one line.
  if (end === -1) return opening.length >= CHUNK / 2;
  try {
    const line: unknown = JSON.parse(opening.toString('utf8', 0, end).replace(/^\uFEFF/, ''));
    const more =
      opening
        .subarray(end + 1)
        .toString('utf8')
        .trim() !== '';
    return typeof line === 'object' && line !== null && more;
  } catch {
    return false;
  }
};

async function wholeText(chunks: AsyncIterable<Buffer>): Promise<WholeText> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > LARGEST_WHOLE) parts = [];
    else parts.push(Buffer.from(chunk));
  }
  if (length > LARGEST_WHOLE) return { tooLong: length };
  const bytes = Buffer.concat(parts);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: undefined };
  }
}
