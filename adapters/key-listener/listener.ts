import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { JwksConfig, RunConfig, SecretReference } from '../../core/config.ts';
import type { JsonObject } from '../../core/json.ts';
import { KEY_SET_MAX_AGE, type KeyFetch, type KeySetPort } from '../../core/key-set.ts';
import { publicHalves } from '../public-jwk.ts';

/** The last of them are remembered: whoever floods the address fills no memory. */
const MOST_FETCHES = 1000;
const LONGEST_AGENT = 200;

const pathOf = (url: string | undefined): string => (url ?? '/').split('?')[0] ?? '/';

const lastPart = (path: string): string => path.split('/').at(-1) ?? '';

/** A listener, which knows at once what it has seen. */
export interface KeyListener extends KeySetPort {
  fetches(): readonly KeyFetch[];
  close(): Promise<void>;
}

/** A server of the public keys of clients, for as long as a run lasts (RFC 7517, 5). */
export async function keyListener(
  {
    port,
    host = '127.0.0.1',
    publicUrl,
    certFile,
    keyFile,
  }: JwksConfig & { readonly port: number },
  keys: readonly JsonObject[],
  now: () => number = Date.now,
): Promise<KeyListener> {
  // A proxy may put another path before it; what else is asked for is nobody's fetch of the keys.
  const name = lastPart(new URL(publicUrl).pathname);
  const seen: KeyFetch[] = [];
  let served = keys;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = 'GET', headers, url } = request;
    const path = pathOf(url);
    if (lastPart(path) !== name) {
      response.writeHead(404).end();
    } else if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else {
      const userAgent = (headers['user-agent'] ?? '').slice(0, LONGEST_AGENT);
      if (method === 'GET') {
        seen.push({ at: new Date(now()).toISOString(), method, path, userAgent });
        if (seen.length > MOST_FETCHES) seen.shift();
      }
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'cache-control': `max-age=${KEY_SET_MAX_AGE}`,
        })
        .end(method === 'HEAD' ? undefined : JSON.stringify({ keys: served }));
    }
  };
  const server =
    certFile === undefined || keyFile === undefined
      ? createServer(answer)
      : createTlsServer({ cert: await readFile(certFile), key: await readFile(keyFile) }, answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    serve: (further) => {
      served = [...keys, ...further];
    },
    fetches: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The listener that a configuration asks for, with the public halves of its clients' keys. */
export async function openKeyListener(
  { jwks, clients }: RunConfig['auth'],
  resolveSecret: (reference: SecretReference) => Promise<string>,
  now: () => number = Date.now,
): Promise<KeyListener | undefined> {
  if (jwks === undefined) return undefined;
  if (jwks.port === undefined) throw new Error('port is missing: where this run is to listen');
  const at = { ...jwks, port: jwks.port };
  return keyListener(at, await publicHalvesOf(clients, resolveSecret), now);
}

/** The public halves of the keys that clients sign with, each once; those of KMS are not here. */
export async function publicHalvesOf(
  clients: RunConfig['auth']['clients'],
  resolveSecret: (reference: SecretReference) => Promise<string>,
): Promise<readonly JsonObject[]> {
  const texts = await Promise.all(
    Object.values(clients).flatMap(({ key }) =>
      key !== undefined && 'jwk' in key ? [resolveSecret(key.jwk)] : [],
    ),
  );
  const all = [...new Set(texts)].flatMap((text) => publicHalves(text) as JsonObject[]);
  return [...new Map(all.map((key) => [JSON.stringify(key), key])).values()];
}
