import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { rootCertificates } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { Headers, Timings, TlsInfo } from '../../core/exchange.ts';
import type { HttpPort, WireOutcome, WireRequest } from '../../core/http-port.ts';
import { guardedAddresses } from './address-guard.ts';
import { failureOf } from './failure.ts';
import { giveBackMemory } from '../give-back-memory.ts';

export interface HttpOptions {
  readonly allowPrivateAddresses: boolean;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** PEM file with certificates to trust beside the system's. */
  readonly caFile?: string;
  /** Largest body on the wire and, separately, after inflation; bytes. */
  readonly maxBytes?: number;
}

/** A page of a search is far below this; what is larger is cut off and said to be. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Bytes of a stream after which its chunks are let go of: small answers never come so far. */
const COLLECT_EVERY = 2 * 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
/** A body that trickles for longer than this many answers' time never ends for us. */
const BODY_PATIENCE = 4;

/** Socket → when it was dialled and what TLS it came to; undici hands out no other handle. */
interface Dialled {
  readonly tls?: TlsInfo;
}

const inflaters: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The recording client's way to the wire, on undici: guarded, capped, timed; follows nothing. */
export function httpClient(options: HttpOptions): HttpPort & { close(): Promise<void> } {
  const { allowPrivateAddresses, timeoutSeconds, caFile, maxBytes = MAX_BYTES } = options;
  const dialled = new Map<string, Dialled>();
  const ca = caFile === undefined ? undefined : [...rootCertificates, readFileSync(caFile, 'utf8')];
  const dial = buildConnector({
    timeout: timeoutSeconds * 1000,
    ...(ca === undefined ? {} : { ca }),
  });

  const connect: buildConnector.connector = (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    guardedAddresses(host, allowPrivateAddresses).then(
      ([first]) => {
        if (first === undefined) return callback(new Error(`no address for ${host}`), null);
        // The address that was checked is the one dialled: no second look-up can change it.
        const pinned = {
          ...target,
          hostname: first.address,
          servername: target.servername ?? (first.address === host ? undefined : host),
        } as Parameters<buildConnector.connector>[0];
        dial(pinned, (error, socket) => {
          if (error !== null) return callback(error, null);
          if ('getProtocol' in socket) {
            const { getProtocol, getCipher } = socket as TLSSocket;
            dialled.set(`${target.protocol}//${target.host}`, {
              tls: {
                protocol: getProtocol.call(socket) ?? 'unknown',
                cipher: getCipher.call(socket).name,
              },
            });
          }
          callback(null, socket);
        });
      },
      (error: Error) => callback(error, null),
    );
  };

  const agent = new Agent({
    connect,
    connections: options.concurrency,
    pipelining: 1,
    headersTimeout: timeoutSeconds * 1000,
    bodyTimeout: timeoutSeconds * 1000,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: 10_000,
  });

  const exchange = async (
    request: WireRequest,
    sink?: (chunk: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<WireOutcome> => {
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
    const url = new URL(request.url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      const detail = `${url.protocol}// is not http or https`;
      return { kind: 'unanswered', reason: 'protocol', detail, timings: { total: 0 } };
    }
    // What is streamed may take as long as bytes keep coming: the agent ends a silence.
    const patience =
      sink === undefined
        ? AbortSignal.timeout(timeoutSeconds * 1000 * BODY_PATIENCE)
        : new AbortController().signal;
    const listening = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    try {
      const answer = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method as Dispatcher.HttpMethod,
        headers: [...request.headers, ['accept-encoding', 'gzip, deflate, br'] as const].flat(),
        ...(request.body === undefined ? {} : { body: request.body }),
        responseHeaders: 'raw',
        signal: listening,
      });
      const firstByte = elapsed();
      const headers = pairs(answer.headers as unknown as readonly string[]);
      const read =
        sink !== undefined && answer.statusCode === 200
          ? await streamBody(answer.body, headers, sink)
          : await readBody(answer.body, headers, maxBytes);
      // We stopped listening: what came until then says nothing about the target.
      if (read.truncated !== undefined) listening.throwIfAborted();
      const timings: Timings = { firstByte, total: elapsed() };
      const tls = url.protocol === 'https:' ? dialled.get(`https://${url.host}`)?.tls : undefined;
      return {
        kind: 'answered',
        status: answer.statusCode,
        headers,
        ...read,
        timings,
        ...(tls === undefined ? {} : { tls }),
      };
    } catch (error) {
      const timings = { total: elapsed() };
      if (signal?.aborted === true) {
        return { kind: 'unanswered', reason: 'aborted', detail: 'the run was stopped', timings };
      }
      if (patience.aborted) {
        const detail = `${url.host} had not ended its answer after ${timeoutSeconds * BODY_PATIENCE} seconds`;
        return { kind: 'unanswered', reason: 'timeout', detail, timings };
      }
      return { kind: 'unanswered', ...failureOf(error, url.host), timings };
    }
  };

  return {
    send: (wire, signal) => exchange(wire, undefined, signal),
    stream: exchange,
    close: () => agent.destroy(),
  };
}

/** The body handed on as it comes; where it broke off, that is said and what came before stands. */
async function streamBody(
  body: Dispatcher.ResponseData['body'],
  headers: Headers,
  sink: (chunk: Uint8Array) => void | Promise<void>,
): Promise<{ body: string; size: number; truncated?: string; brokeOff?: true }> {
  const coding = codingOf(headers);
  const inflate = inflaters[coding ?? '']?.();
  let size = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  };
  const drain = async (source: AsyncIterable<Buffer>): Promise<void> => {
    let sinceCollected = 0;
    for await (const chunk of source) {
      await sink(chunk);
      sinceCollected += chunk.length;
      if (sinceCollected < COLLECT_EVERY) continue;
      sinceCollected = 0;
      giveBackMemory();
    }
  };
  try {
    if (inflate === undefined) await drain(counted());
    else await pipeline(counted(), inflate, drain);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (isOfZlib(error)) {
      const truncated = `could not be decoded as ${coding} after ${size} bytes: ${why}`;
      return { body: '', size, truncated };
    }
    const truncated = `broke off after ${size} bytes: ${why}`;
    return { body: '', size, truncated, brokeOff: true };
  }
  return { body: '', size };
}

/** What is wrong with the bytes themselves comes again whenever they are asked for. */
const isOfZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

const codingOf = (headers: Headers): string | undefined =>
  headers
    .find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
    .trim()
    .toLowerCase();

/** Raw header names and values in turn, as sent, in pairs. */
function pairs(raw: readonly (string | Uint8Array)[]): Headers {
  const texts = raw.map((part) =>
    typeof part === 'string' ? part : Buffer.from(part).toString('latin1'),
  );
  return texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? ''] as const] : []));
}

/** The body as text, inflated, both sizes capped; a body cut off says why. */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  headers: Headers,
  maxBytes: number,
): Promise<{ body: string; size: number; truncated?: string }> {
  const coding = codingOf(headers);
  const inflate = coding === undefined ? undefined : inflaters[coding]?.();
  const megabytes = Math.round(maxBytes / 1024 / 1024);
  const chunks: Buffer[] = [];
  let size = 0;
  let inflated = 0;
  let truncated: string | undefined;

  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) {
        truncated = `cut off after ${megabytes} MB`;
        return;
      }
      yield chunk as Buffer;
    }
  };
  const collect = (chunk: Buffer): boolean => {
    inflated += chunk.length;
    if (inflated > maxBytes) {
      truncated = `cut off after ${megabytes} MB`;
      return false;
    }
    chunks.push(chunk);
    return true;
  };

  if (inflate === undefined) {
    for await (const chunk of counted()) if (!collect(chunk)) break;
  } else {
    try {
      await pipeline(counted(), inflate, async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) if (!collect(chunk)) break;
      });
    } catch (error) {
      truncated ??= `could not be decoded as ${coding}: ${error instanceof Error ? error.message : error}`;
    }
  }
  if (truncated !== undefined) body.destroy();
  return {
    body: Buffer.concat(chunks).toString('utf8'),
    size,
    ...(truncated === undefined ? {} : { truncated }),
  };
}
