import type { IncomingMessage } from 'node:http';
import { isSecure } from './tls.ts';

/** A request as the sandbox's handlers see it. */
export interface Incoming {
  readonly method: string;
  /** Below the root under which the sandbox is published, beginning with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
  readonly urls: Urls;
}

/** Absolute addresses as this client sees them, through whatever proxy stands between. */
export interface Urls {
  readonly root: string;
  readonly fhir: string;
  readonly issuer: string;
}

/** What goes back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The body made as it is sent, in place of `body`. */
  readonly stream?: () => Iterable<string>;
  /** Characters after which a streamed body breaks off with its connection. */
  readonly cutAfter?: number;
}

const MOST_BODY_BYTES = 1_000_000;

/** Reads a request's body, giving up on one that is larger than anything a client of ours sends. */
export async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const first = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim();

/** The addresses by which this client reached us: Host, or what a reverse proxy says it was. */
export function urlsOf(request: IncomingMessage): Urls {
  const { headers } = request;
  const proto = first(headers['x-forwarded-proto']) ?? (isSecure(request) ? 'https' : 'http');
  const host = first(headers['x-forwarded-host']) ?? headers.host ?? 'localhost';
  const prefix = (first(headers['x-forwarded-prefix']) ?? '').replace(/\/+$/, '');
  const root = `${proto}://${host}${prefix}`;
  return { root, fhir: `${root}${FHIR_PATH}`, issuer: `${root}${OAUTH_PATH}` };
}

export const FHIR_JSON = 'application/fhir+json';
export const FHIR_PATH = '/fhir/r4';
export const OAUTH_PATH = '/oauth';

/** A JSON answer. */
export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** An HTML page, never kept or framed. */
export const page = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *",
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  },
  body,
});

/** Parameters of a form body. */
export const formOf = (incoming: Incoming): URLSearchParams => new URLSearchParams(incoming.body);

export const isForm = (incoming: Incoming): boolean =>
  (incoming.header('content-type') ?? '')
    .toLowerCase()
    .startsWith('application/x-www-form-urlencoded');
