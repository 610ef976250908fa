import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { TlsVersion } from '../../core/tls-port.ts';

/** Versions as they stand on the wire (RFC 8446, 4.2.1). */
export const WIRE_VERSION: Readonly<Record<TlsVersion, number>> = {
  '1.0': 0x0301,
  '1.1': 0x0302,
  '1.2': 0x0303,
  '1.3': 0x0304,
};

type Suites = readonly (readonly [code: number, name: string])[];

/** What a server of TLS 1.0 or 1.1 may choose from: all that were ever in use, the broken included. */
const OLD_SUITES: Suites = [
  [0xc00a, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
  [0xc009, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
  [0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
  [0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  [0x0039, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
  [0x0033, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  [0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  [0x0088, 'TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA'],
  [0x0041, 'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA'],
  [0xc008, 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA'],
  [0xc012, 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x0016, 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x000a, 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0xc007, 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'],
  [0xc011, 'TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
  [0x0005, 'TLS_RSA_WITH_RC4_128_SHA'],
  [0x0004, 'TLS_RSA_WITH_RC4_128_MD5'],
];

const SUITES_1_2: Suites = [
  [0xc02b, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0xc02c, 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  [0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xcca8, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0x009e, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009f, 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xc023, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'],
  [0xc027, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'],
  [0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  [0x003c, 'TLS_RSA_WITH_AES_128_CBC_SHA256'],
  [0x003d, 'TLS_RSA_WITH_AES_256_CBC_SHA256'],
  ...OLD_SUITES,
];

const SUITES_1_3: Suites = [
  [0x1301, 'TLS_AES_128_GCM_SHA256'],
  [0x1302, 'TLS_AES_256_GCM_SHA384'],
  [0x1303, 'TLS_CHACHA20_POLY1305_SHA256'],
];

const SUITES: Readonly<Record<TlsVersion, Suites>> = {
  '1.0': OLD_SUITES,
  '1.1': OLD_SUITES,
  '1.2': SUITES_1_2,
  '1.3': SUITES_1_3,
};

/** Says that renegotiation is the safe one, in the place of a suite (RFC 5746, 3.3). */
const RENEGOTIATION_INFO = 0x00ff;

/** A cipher suite by its registered name (IANA, TLS Cipher Suites). */
export const suiteName = (code: number): string =>
  [...SUITES_1_3, ...SUITES_1_2].find(([known]) => known === code)?.[1] ??
  `suite 0x${code.toString(16).padStart(4, '0')}`;

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

const uint16s = (values: readonly number[]): Buffer => Buffer.concat(values.map(uint16));

/** A vector with its length before it, in so many bytes (RFC 8446, 3.4). */
const vector = (lengthBytes: 1 | 2 | 3, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
};

const extension = (type: number, ...content: readonly Buffer[]): Buffer =>
  Buffer.concat([uint16(type), vector(2, ...content)]);

const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
const X25519 = 0x001d;
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0808, 0x0203,
  0x0201,
];

const x25519Key = (): Buffer => {
  const { publicKey } = generateKeyPairSync('x25519');
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
};

function extensionsFor(host: string, version: TlsVersion): readonly Buffer[] {
  // Addresses are not sent as names (RFC 6066, 3).
  const name =
    isIP(host) === 0
      ? [extension(0x0000, vector(2, Buffer.from([0]), vector(2, Buffer.from(host, 'ascii'))))]
      : [];
  const common = [
    ...name,
    extension(0x000a, vector(2, uint16s(GROUPS))),
    extension(0x000b, vector(1, Buffer.from([0]))),
  ];
  if (version === '1.0' || version === '1.1') return common;
  const signatures = extension(0x000d, vector(2, uint16s(SIGNATURES)));
  if (version === '1.2') return [...common, signatures];
  return [
    ...common,
    signatures,
    extension(0x002b, vector(1, uint16(WIRE_VERSION['1.3']))),
    extension(0x002d, vector(1, Buffer.from([1]))),
    extension(0x0033, vector(2, uint16(X25519), vector(2, x25519Key()))),
  ];
}

/**
 * The first message of a handshake that offers one version and no other, made by hand: no setting
 * of our own TLS library stands between the question and the server's answer.
 */
export function clientHello(host: string, version: TlsVersion): Buffer {
  // TLS 1.3 calls itself 1.2 here and names itself in an extension (RFC 8446, 4.1.2).
  const legacy = Math.min(WIRE_VERSION[version], WIRE_VERSION['1.2']);
  const session = version === '1.3' ? randomBytes(32) : Buffer.alloc(0);
  const suites = [...SUITES[version].map(([code]) => code), RENEGOTIATION_INFO];
  const body = Buffer.concat([
    uint16(legacy),
    randomBytes(32),
    vector(1, session),
    vector(2, uint16s(suites)),
    vector(1, Buffer.from([0])),
    vector(2, ...extensionsFor(host, version)),
  ]);
  const message = Buffer.concat([Buffer.from([1]), vector(3, body)]);
  return Buffer.concat([Buffer.from([22]), uint16(WIRE_VERSION['1.0']), vector(2, message)]);
}
