import { createHash, type X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, rootCertificates } from 'node:tls';
import { isIP } from 'node:net';
import { guardedAddresses } from '../http/address-guard.ts';

const HANDSHAKE_MS = 10_000;

const digestOf = (certificate: X509Certificate): string =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');

/** The key of a host whose certificate holds by these authorities; undefined where it does not. */
async function keyOf(url: URL, ca: readonly string[], allowPrivate: boolean): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [first] = await guardedAddresses(host, allowPrivate);
  if (first === undefined) return [];
  return new Promise((resolve) => {
    const socket = connect({
      host: first.address,
      port: url.port === '' ? 443 : Number(url.port),
      ca: [...ca],
      // Names of hosts only: an address has none to send (RFC 6066, 3).
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const end = (digests: string[]): void => {
      socket.destroy();
      resolve(digests);
    };
    socket.setTimeout(HANDSHAKE_MS, () => end([]));
    socket.on('error', () => end([]));
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      end(certificate === undefined ? [] : [digestOf(certificate)]);
    });
  });
}

/**
 * Digests of the keys that the browser may trust beside the system's: Chromium takes no file of
 * authorities, so the certificates of these origins are verified here, and their keys are named
 * to it.
 */
export async function pinnedKeys(
  caFile: string,
  origins: Iterable<string>,
  allowPrivate: boolean,
): Promise<readonly string[]> {
  const ca = [...rootCertificates, readFileSync(caFile, 'utf8')];
  const urls = [...origins].map((origin) => new URL(origin));
  const found = await Promise.all(
    urls
      .filter(({ protocol }) => protocol === 'https:')
      // An origin that cannot be reached is told when a page of it is asked for.
      .map((url) => keyOf(url, ca, allowPrivate).catch(() => [])),
  );
  return [...new Set(found.flat())];
}
