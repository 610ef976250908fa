import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate and the key that it is about, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Who signs certificates: itself one of them. */
export interface Authority extends Identity {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a server's certificate is to say. */
export interface ServerCertificate {
  /** Host names and IPv4 addresses that it is for. */
  readonly hosts: readonly string[];
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** One element of DER: tag, length, content (X.690, 8.1). */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const octets = (content: Buffer): Buffer => der(0x04, content);
const TRUE = der(0x01, Buffer.from([0xff]));

/** Object identifiers of RFC 5280 and RFC 5758, encoded. */
const OID = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  subjectAltName: '551d11',
} as const;

const SIGNED_BY = sequence(oid(OID.ecdsaWithSha256));

const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(oid(OID.commonName), der(0x0c, Buffer.from(text)))));

/** GeneralizedTime, which holds every year (RFC 5280, 4.1.2.5.2). */
const timeOf = (at: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`));

const extension = (id: string, critical: boolean, content: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [TRUE] : []), octets(content));

/** Bits from the left: digitalSignature is the first, keyCertSign the sixth (RFC 5280, 4.2.1.3). */
const keyUsage = (bits: number, unused: number): Buffer =>
  extension(OID.keyUsage, true, der(0x03, Buffer.from([unused, bits])));

const hostName = (host: string): Buffer =>
  isIPv4(host)
    ? der(0x87, Buffer.from(host.split('.').map(Number)))
    : der(0x82, Buffer.from(host, 'ascii'));

interface ToSign {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly validFrom: number;
  readonly validTo: number;
  readonly extensions: readonly Buffer[];
}

/** A certificate of X.509 version 3 as PEM (RFC 5280, 4.1). */
function signed(about: ToSign): string {
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    // Positive, since its first byte is, and never the same twice.
    der(0x02, Buffer.concat([Buffer.from([0x4a]), randomBytes(15)])),
    SIGNED_BY,
    nameOf(about.issuer),
    sequence(timeOf(about.validFrom), timeOf(about.validTo)),
    nameOf(about.subject),
    about.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...about.extensions)),
  );
  const signature = sign('sha256', body, about.issuerKey);
  const certificate = sequence(body, SIGNED_BY, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const DAY_MS = 86_400_000;

/** An authority that nobody knows yet; its key is new and is kept nowhere but here. */
export function newAuthority(name: string, now: number): Authority {
  const { publicKey, privateKey } = newKey();
  const cert = signed({
    subject: name,
    publicKey,
    issuer: name,
    issuerKey: privateKey,
    validFrom: now - DAY_MS,
    validTo: now + 3650 * DAY_MS,
    extensions: [extension(OID.basicConstraints, true, sequence(TRUE)), keyUsage(0b0000_0100, 2)],
  });
  return { name, privateKey, cert, key: pem(privateKey) };
}

/** A server's certificate, signed by an authority. */
export function issued(authority: Authority, certificate: ServerCertificate): Identity {
  const { publicKey, privateKey } = newKey();
  const { hosts, validFrom, validTo } = certificate;
  const cert = signed({
    subject: hosts[0] ?? 'nobody',
    publicKey,
    issuer: authority.name,
    issuerKey: authority.privateKey,
    validFrom,
    validTo,
    extensions: [
      extension(OID.basicConstraints, true, sequence()),
      keyUsage(0b1000_0000, 7),
      extension(OID.extendedKeyUsage, false, sequence(oid(OID.serverAuth))),
      extension(OID.subjectAltName, false, sequence(...hosts.map(hostName))),
    ],
  });
  return { cert, key: pem(privateKey) };
}
