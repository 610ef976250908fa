import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { type Authority, type Identity, issued, newAuthority } from './certificates.ts';
import type { Breakage } from './faults.ts';
import {
  ENDPOINT_TLS_FAULTS,
  type EndpointTlsFault,
  MOVABLE_ENDPOINTS,
  type MovableEndpoint,
} from './tls-faults.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 10;
const LASTS_DAYS = 365;

/** How connections to the sandbox are secured. */
export interface Security {
  /** PEM of the authority to be trusted. */
  readonly authority: string;
  readonly identity: Identity;
}

/** Kept for the process: whoever trusts one sandbox of it trusts the next. */
let authority: Authority | undefined;

/**
 * A certificate for loopback by an authority of our own, as right as the faults let it be. Its dates
 * go by the true time, as clients do, whatever time the sandbox is told.
 */
export function securityFor({ broken }: Breakage): Security {
  const now = Date.now();
  authority ??= newAuthority('Assay sandbox authority', now);
  const signer = broken('tls-certificate-untrusted')
    ? newAuthority('Nobody in particular', now)
    : authority;
  const expired = broken('tls-certificate-expired');
  const days = expired ? -1 : broken('tls-certificate-ends-soon') ? SOON_DAYS : LASTS_DAYS;
  const identity = issued(signer, {
    hosts: broken('tls-certificate-wrong-name') ? ['ehr.example.org'] : ['127.0.0.1', 'localhost'],
    validFrom: now - 2 * DAY_MS,
    validTo: now + days * DAY_MS,
  });
  return { authority: authority.cert, identity };
}

/** Ports above are given out by the system to whoever asks for any. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Where the app may serve its keys: an address on loopback that is free now, and a certificate for it. */
export async function addressForKeys(): Promise<Identity & { readonly port: number }> {
  const now = Date.now();
  authority ??= newAuthority('Assay sandbox authority', now);
  const identity = issued(authority, {
    hosts: ['127.0.0.1', 'localhost'],
    validFrom: now - 2 * DAY_MS,
    validTo: now + LASTS_DAYS * DAY_MS,
  });
  let port = randomInt(FIRST_PORT, LAST_PORT);
  while (!(await isFree(port))) port = randomInt(FIRST_PORT, LAST_PORT);
  return { ...identity, port };
}

/** OpenSSL signs nothing for TLS 1.0 and 1.1 above this level. */
const OLD_CIPHERS = 'DEFAULT@SECLEVEL=0';

const OLD_TOO: SecureContextOptions = { minVersion: 'TLSv1', ciphers: OLD_CIPHERS };

const VERSIONS: Readonly<Record<Exclude<EndpointTlsFault, 'tls-plain'>, SecureContextOptions>> = {
  'tls-old-accepted': OLD_TOO,
  'tls-modern-refused': { ...OLD_TOO, maxVersion: 'TLSv1.1' },
};

function versionsOf({ broken, varies }: Breakage): SecureContextOptions {
  if (broken('tls-old-accepted')) return VERSIONS['tls-old-accepted'];
  if (broken('tls-modern-refused')) return VERSIONS['tls-modern-refused'];
  if (varies('tls-1.2-only')) return { maxVersion: 'TLSv1.2' };
  return varies('tls-1.3-only') ? { minVersion: 'TLSv1.3' } : {};
}

/** A server of the sandbox: over TLS where there is a certificate, in the versions that it is to take. */
export const serverOf = (
  security: Security | undefined,
  breakage: Breakage,
  listener: RequestListener,
): Server =>
  security === undefined
    ? createServer(listener)
    : createTlsServer({ ...security.identity, ...versionsOf(breakage) }, listener);

/** Whether a request came over TLS. */
export const isSecure = ({ socket }: IncomingMessage): boolean =>
  (socket as { encrypted?: boolean }).encrypted === true;

/** Listens, on a free port where none is asked for, and says on which. */
export const listening = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Ends a server with all of its connections. */
export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** An endpoint that faults have moved to an address of its own. */
export interface Moved {
  readonly origin: string;
  readonly server: Server;
}

const faultOf = ({ broken }: Breakage, endpoint: MovableEndpoint): EndpointTlsFault | undefined =>
  ENDPOINT_TLS_FAULTS.find((id) => broken(`${id}:${endpoint}`));

/**
 * Opens another address for each endpoint that is to be broken alone. What arrives there is
 * answered as if it had come to the sandbox's own address, `host`.
 */
export async function moveEndpoints(
  breakage: Breakage,
  { identity }: Security,
  host: () => string,
  listener: RequestListener,
): Promise<ReadonlyMap<MovableEndpoint, Moved>> {
  const moved = new Map<MovableEndpoint, Moved>();
  for (const endpoint of MOVABLE_ENDPOINTS) {
    const fault = faultOf(breakage, endpoint);
    if (fault === undefined) continue;
    const asIfAtHome: RequestListener = (request, response) => {
      // Assertions are made out to the token endpoint by its own address (RFC 7523, 3).
      if (endpoint === 'token') return listener(request, response);
      request.headers.host = host();
      request.headers['x-forwarded-proto'] = 'https';
      listener(request, response);
    };
    const isPlain = fault === 'tls-plain';
    const server = isPlain
      ? createServer(asIfAtHome)
      : createTlsServer({ ...identity, ...VERSIONS[fault] }, asIfAtHome);
    const port = await listening(server, 0, '127.0.0.1');
    moved.set(endpoint, { origin: `${isPlain ? 'http' : 'https'}://127.0.0.1:${port}`, server });
  }
  return moved;
}
