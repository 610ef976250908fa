import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Breakage } from './faults.ts';
import { FHIR_PATH, type Reply } from './http.ts';
import { outcomeOf } from './outcome.ts';

export interface Misbehaving {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly reply: Reply;
  readonly path: string;
  /** How many requests have come so far. */
  readonly count: number;
  readonly breakage: Breakage;
}

/** Every so many requests one is turned away, where the sandbox is told to limit its rate. */
const RATE_LIMITED_EVERY = 40;

/** Turns a request away before anything is done for it, where there are too many; true when it did. */
export function turnAway({
  response,
  path,
  count,
  breakage,
}: Pick<Misbehaving, 'response' | 'path' | 'count' | 'breakage'>): boolean {
  const isOne = breakage.varies('rate-limited') && count % RATE_LIMITED_EVERY === 0;
  if (!isOne || !path.startsWith(`${FHIR_PATH}/`)) return false;
  response.writeHead(429, { 'Retry-After': '1', 'Content-Type': 'application/fhir+json' });
  response.end(JSON.stringify(outcomeOf('throttled', 'Too many requests.')));
  return true;
}

/** Answers in place of the server where it is told to misbehave as HTTP; true when it did. */
export function misbehave({
  request,
  response,
  reply,
  path,
  count,
  breakage,
}: Misbehaving): boolean {
  const { broken, none } = breakage;
  if (none || !path.startsWith(`${FHIR_PATH}/`)) return false;
  if (path.endsWith('/.well-known/smart-configuration')) return false;
  if (broken('html-instead-of-json')) {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>Maintenance</title><p>We will be back soon.</p>');
    return true;
  }
  if (broken('endless-body')) {
    neverEnd(request, response);
    return true;
  }
  if (broken('hung-request')) return true;
  if (broken('truncated-body')) {
    response.writeHead(reply.status, {
      ...reply.headers,
      'Content-Length': reply.body.length + 100,
    });
    response.write(reply.body, () => response.destroy());
    return true;
  }
  if (broken('garbled-json')) {
    const half = reply.body.slice(0, Math.ceil(reply.body.length / 2));
    response.writeHead(reply.status, reply.headers);
    response.end(half);
    return true;
  }
  if (broken('server-errors') && count % 2 === 0) {
    response.writeHead(500, { 'Content-Type': 'text/plain' });
    response.end('Internal Server Error');
    return true;
  }
  if (broken('redirect-elsewhere')) {
    response.writeHead(307, { Location: `https://elsewhere.example.org${path}` });
    response.end();
    return true;
  }
  return false;
}

const CHUNK = ' '.repeat(65_536);

function neverEnd(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
  response.write('{"resourceType":"Bundle",');
  const more = (): void => {
    if (response.destroyed) return;
    if (response.write(CHUNK)) setImmediate(more);
    else response.once('drain', more);
  };
  request.once('close', () => response.destroy());
  more();
}
