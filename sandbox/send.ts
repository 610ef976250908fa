import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Reply } from './http.ts';

/** Below this a compressed body gains nothing. */
const WORTH_COMPRESSING = 1400;

/** Sends a reply, compressed where the client takes it; what is made as it is sent goes in chunks. */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  if (reply.stream !== undefined) {
    void sendStream(response, reply, takesGzip);
    return;
  }
  const plain = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const zips = plain.length > WORTH_COMPRESSING && takesGzip;
  const body = zips ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(zips ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    'Content-Length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Texts gathered until they are worth a chunk. */
const CHUNK = 65_536;

function* chunks(parts: Iterable<string>, cutAfter: number | undefined): Generator<Buffer> {
  let waiting = '';
  let sent = 0;
  for (const part of parts) {
    waiting += part;
    if (cutAfter !== undefined && sent + waiting.length > cutAfter) {
      yield Buffer.from(waiting.slice(0, Math.max(0, cutAfter - sent)));
      return;
    }
    if (waiting.length < CHUNK) continue;
    sent += waiting.length;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}

async function sendStream(response: ServerResponse, reply: Reply, zips: boolean): Promise<void> {
  const { cutAfter } = reply;
  const source = Readable.from(chunks(reply.stream?.() ?? [], cutAfter));
  const gzip = zips && cutAfter === undefined && reply.headers['Content-Encoding'] === undefined;
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(gzip ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
  });
  try {
    if (cutAfter !== undefined) {
      for await (const chunk of source) response.write(chunk);
      // A moment for what was written to leave; then the connection breaks.
      setImmediate(() => response.destroy());
    } else if (gzip) await pipeline(source, createGzip({ level: 1 }), response);
    else await pipeline(source, response);
  } catch {
    response.destroy();
  }
}
