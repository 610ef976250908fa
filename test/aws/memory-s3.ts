import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** The few operations of S3 that Assay uses, in memory. */
interface S3Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

interface Stored {
  readonly bytes: Buffer;
  readonly type: string;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const xml = (status: number, text: string): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`),
});

const failed = (status: number, code: string): S3Answer =>
  xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

const empty = (status: number, headers: Record<string, string> = {}): S3Answer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Buckets in memory: put, get, head, list, delete, and delete of many. */
export class MemoryBuckets {
  readonly objects = new Map<string, Stored>();
  readonly #pageSize: number;

  /** A small page size makes listings go on, as those of large buckets do. */
  constructor(pageSize = 1000) {
    this.#pageSize = pageSize;
  }

  answer(method: string, url: URL, headers: Headers, sent: Buffer): S3Answer {
    const [bucket = '', ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const key = `${bucket}/${rest.join('/')}`;
    if (rest.join('/') === '') return this.#onBucket(method, bucket, url, sent);
    switch (method) {
      case 'PUT': {
        if (headers.get('if-none-match') === '*' && this.objects.has(key)) {
          return failed(412, 'PreconditionFailed');
        }
        const bytes = headers.get('content-encoding')?.includes('aws-chunked')
          ? unchunked(sent)
          : sent;
        this.objects.set(key, { bytes, type: headers.get('content-type') ?? '' });
        return empty(200, { etag: `"${createHash('md5').update(bytes).digest('hex')}"` });
      }
      case 'GET':
      case 'HEAD': {
        const found = this.objects.get(key);
        if (found === undefined) return failed(404, 'NoSuchKey');
        const about = {
          'content-type': found.type,
          'content-length': String(found.bytes.length),
        };
        return method === 'HEAD'
          ? empty(200, about)
          : { status: 200, headers: about, body: found.bytes };
      }
      case 'DELETE':
        this.objects.delete(key);
        return empty(204);
      default:
        return failed(405, 'MethodNotAllowed');
    }
  }

  #onBucket(method: string, bucket: string, { searchParams }: URL, sent: Buffer): S3Answer {
    if (method === 'PUT') return empty(200);
    if (method === 'POST' && searchParams.has('delete')) {
      for (const [, key = ''] of sent.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) {
        this.objects.delete(`${bucket}/${unescaped(key)}`);
      }
      return xml(200, '<DeleteResult></DeleteResult>');
    }
    if (method !== 'GET') return failed(405, 'MethodNotAllowed');
    const prefix = `${bucket}/${searchParams.get('prefix') ?? ''}`;
    const after = searchParams.get('continuation-token') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const page = keys.filter((key) => key > after).slice(0, this.#pageSize);
    const last = page.at(-1);
    const more = last !== undefined && last !== keys.at(-1);
    const contents = page
      .map((key) => `<Contents><Key>${escaped(key.slice(bucket.length + 1))}</Key></Contents>`)
      .join('');
    const next = more ? `<NextContinuationToken>${escaped(last)}</NextContinuationToken>` : '';
    return xml(
      200,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`,
    );
  }
}

/** Takes the framing of a streamed upload off: `size;signature CRLF bytes CRLF`, then trailers. */
function unchunked(sent: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = sent.indexOf('\r\n', at);
    const size = Number.parseInt(sent.subarray(at, end).toString(), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(sent.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  }
  return typeof body === 'string' ? Buffer.from(body) : buffer(body as Readable);
}

/** The buckets as request handler of an SDK client: no port, no network. */
export function memoryS3(pageSize?: number) {
  const buckets = new MemoryBuckets(pageSize);
  return {
    async handle(sent: SdkRequest) {
      const url = new URL(`http://s3.invalid${sent.path}`);
      for (const [name, value] of Object.entries(sent.query ?? {})) {
        url.searchParams.set(name, value === null ? '' : String(value));
      }
      const { status, headers, body } = buckets.answer(
        sent.method,
        url,
        new Headers(sent.headers),
        await bytesOf(sent.body),
      );
      return { response: { statusCode: status, headers, body: Readable.from([body]) } };
    },
  };
}

/** The buckets behind a socket, for handlers in processes of their own; not yet listening. */
export function s3Server(buckets: MemoryBuckets): Server {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const headers = new Headers(
      Object.entries(incoming.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    );
    const url = new URL(incoming.url ?? '/', 'http://s3.invalid');
    const answer = buckets.answer(incoming.method ?? 'GET', url, headers, await buffer(incoming));
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  };
  return createServer((incoming, outgoing) => {
    // A client that was killed while it sent has stored nothing.
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
}
