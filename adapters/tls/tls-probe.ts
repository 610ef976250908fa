import { readFileSync } from 'node:fs';
import { connect as dial, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, rootCertificates } from 'node:tls';
import type {
  CertificateFacts,
  HandshakeOutcome,
  HandshakeRequest,
  TlsPort,
  TlsVersion,
} from '../../core/tls-port.ts';
import { guardedAddresses } from '../http/address-guard.ts';
import { failureOf } from '../http/failure.ts';
import { clientHello, WIRE_VERSION } from './client-hello.ts';
import { type ServerAnswer, serverAnswer } from './server-answer.ts';

export interface TlsOptions {
  readonly allowPrivateAddresses: boolean;
  readonly timeoutSeconds: number;
  /** PEM file with certificates to trust beside the system's. */
  readonly caFile?: string;
}

/** A ServerHello is far below this; who sends more without one speaks something else. */
const MOST_ANSWER_BYTES = 65_536;

class TimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * Handshakes by a ClientHello of our own making, so that the server's answer alone decides; of
 * TLS 1.2 and 1.3 a whole handshake follows, which brings the certificate.
 */
export function tlsProbe(options: TlsOptions): TlsPort {
  const { allowPrivateAddresses, caFile } = options;
  const ca = caFile === undefined ? undefined : [...rootCertificates, readFileSync(caFile, 'utf8')];
  return {
    async handshake(request, signal) {
      const where = `${request.host}:${request.port}`;
      try {
        const [address] = await guardedAddresses(request.host, allowPrivateAddresses);
        if (address === undefined) throw new Error(`no address for ${request.host}`);
        const at = { ...options, ca, address: address.address, signal };
        const answer = await askedByHand(request, at);
        return await outcomeOf(answer, request, at);
      } catch (error) {
        if (signal?.aborted === true)
          return { kind: 'failed', reason: 'aborted', detail: 'the run was stopped' };
        return { kind: 'failed', ...failureOf(error, where) };
      }
    },
  };
}

interface Dialling {
  readonly address: string;
  readonly timeoutSeconds: number;
  readonly ca: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

/** SSL 3.0 is what a server may fall back to that knows nothing newer (RFC 6101). */
const SSL_3 = 0x0300;

function versionName(wire: number): string {
  if (wire === SSL_3) return 'SSL 3.0';
  const known = Object.entries(WIRE_VERSION).find(([, version]) => version === wire);
  return known === undefined ? `version 0x${wire.toString(16)}` : `TLS ${known[0]}`;
}

async function outcomeOf(
  answer: ServerAnswer | 'hung-up',
  request: HandshakeRequest,
  at: Dialling,
): Promise<HandshakeOutcome> {
  if (answer === 'hung-up')
    return {
      kind: 'refused',
      how: 'it closed the connection without an answer',
      silently: true,
    };
  switch (answer.kind) {
    case 'alert':
      return { kind: 'refused', how: `it answered with the alert ${answer.alert}` };
    case 'no-tls':
      return { kind: 'no-tls', how: 'it answered with something that is no TLS' };
    case 'hello': {
      const { version, cipher } = answer;
      if (version !== WIRE_VERSION[request.version])
        return { kind: 'refused', how: `it answered with ${versionName(version)} instead` };
      const certificate = isModern(request.version) ? await certificateBy(request, at) : undefined;
      return { kind: 'accepted', cipher, ...(certificate === undefined ? {} : { certificate }) };
    }
    default:
      return answer satisfies never;
  }
}

const isModern = (version: TlsVersion): version is '1.2' | '1.3' =>
  version === '1.2' || version === '1.3';

/** Sends the hello over a bare connection and reads until the answer is clear. */
function askedByHand(
  { host, port, version }: HandshakeRequest,
  { address, timeoutSeconds, signal }: Dialling,
): Promise<ServerAnswer | 'hung-up'> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    let connected = false;
    const socket: Socket = dial({ host: address, port });
    const end = (settle: () => void): void => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', stop);
      socket.destroy();
      settle();
    };
    const stop = (): void => end(() => reject(new Error('the run was stopped')));
    const patience = setTimeout(
      () => end(() => reject(new TimedOut('no answer to the handshake'))),
      timeoutSeconds * 1000,
    );
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) return stop();
    socket.once('connect', () => {
      connected = true;
      socket.write(clientHello(bare(host), version));
    });
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const answer: ServerAnswer | undefined =
        bytes.length > MOST_ANSWER_BYTES ? { kind: 'no-tls' } : serverAnswer(bytes);
      if (answer !== undefined) end(() => resolve(answer));
    });
    // Once the hello is out, hanging up is an answer; before that the network is at fault.
    socket.once('error', (error) => end(() => (connected ? resolve('hung-up') : reject(error))));
    socket.once('close', () => end(() => resolve('hung-up')));
  });
}

/** The certificate that a whole handshake brings; undefined where our library would not end it. */
function certificateBy(
  { host, port, version }: HandshakeRequest,
  { address, timeoutSeconds, ca, signal }: Dialling,
): Promise<CertificateFacts | undefined> {
  const name = bare(host);
  const protocol = version === '1.3' ? 'TLSv1.3' : 'TLSv1.2';
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      minVersion: protocol,
      maxVersion: protocol,
      // The facts are wanted of every certificate, also of one that is not to be trusted.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca: [...ca] }),
    });
    const end = (facts: CertificateFacts | undefined): void => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', stop);
      socket.destroy();
      resolve(facts);
    };
    const stop = (): void => end(undefined);
    const patience = setTimeout(stop, timeoutSeconds * 1000);
    signal?.addEventListener('abort', stop);
    socket.once('secureConnect', () => {
      const { authorizationError } = socket as { authorizationError?: unknown };
      end(factsOf(socket.getPeerCertificate(), name, chainProblem(authorizationError)));
    });
    socket.once('error', stop);
    socket.once('close', stop);
  });
}

/** The code of OpenSSL's complaint, whether Node gives it as text or as an error. */
const chainProblem = (error: unknown): string | undefined => {
  if (error === undefined || error === null) return undefined;
  return error instanceof Error
    ? String((error as { code?: unknown }).code ?? error.message)
    : String(error);
};

/** Empty where the certificate holds a date that is none. */
const instant = (text: string): string => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};

const spelt = (name: object): string =>
  Object.entries(name)
    .map(([part, value]) => `${part}=${Array.isArray(value) ? value.join('+') : value}`)
    .join(', ');

/** Why the certificate is not for this host; names that cannot be read are for nobody. */
function mismatchOf(peer: PeerCertificate, host: string): string | undefined {
  try {
    const mismatch = checkServerIdentity(host, peer) as (Error & { reason?: string }) | undefined;
    return mismatch?.reason ?? mismatch?.message;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function factsOf(
  peer: PeerCertificate,
  host: string,
  untrusted: string | undefined,
): CertificateFacts | undefined {
  if (peer.valid_to === undefined) return undefined;
  const wrongName = mismatchOf(peer, host);
  return {
    subject: spelt(peer.subject ?? {}),
    issuer: spelt(peer.issuer ?? {}),
    names: peer.subjectaltname?.split(', ') ?? [],
    validFrom: instant(peer.valid_from),
    validTo: instant(peer.valid_to),
    ...(untrusted === undefined ? {} : { untrusted }),
    ...(wrongName === undefined ? {} : { wrongName }),
  };
}
