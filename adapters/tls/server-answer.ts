import { suiteName } from './client-hello.ts';

/** What a server's first bytes to a ClientHello say. */
export type ServerAnswer =
  | { readonly kind: 'hello'; readonly version: number; readonly cipher: string }
  | { readonly kind: 'alert'; readonly alert: string }
  | { readonly kind: 'no-tls' };

const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const SUPPORTED_VERSIONS = 0x002b;

/** Descriptions of alerts that end a handshake (RFC 8446, 6; older ones RFC 5246, 7.2). */
const ALERTS: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  47: 'illegal_parameter',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
};

/** Not the end of a handshake, but a remark on its way: the name asked for is not known. */
const UNRECOGNIZED_NAME = 112;
const WARNING = 1;

/** The answer in these bytes; undefined while too few of them have come. */
export function serverAnswer(bytes: Buffer): ServerAnswer | undefined {
  let rest = bytes;
  for (;;) {
    const answer = firstIn(rest);
    if (answer !== 'remark') return answer;
    rest = rest.subarray(RECORD_HEADER + rest.readUInt16BE(3));
  }
}

const RECORD_HEADER = 5;

/** What the first record says. */
function firstIn(bytes: Buffer): ServerAnswer | 'remark' | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  if (first !== ALERT && first !== HANDSHAKE) return { kind: 'no-tls' };
  if (bytes.length < 3) return undefined;
  if (bytes[1] !== 3) return { kind: 'no-tls' };
  if (bytes.length < RECORD_HEADER) return undefined;
  const length = bytes.readUInt16BE(3);
  const record = bytes.subarray(RECORD_HEADER, RECORD_HEADER + length);
  if (first === ALERT) {
    const [level, description] = record;
    if (description === undefined) return undefined;
    if (level === WARNING && description === UNRECOGNIZED_NAME) return 'remark';
    return { kind: 'alert', alert: ALERTS[description] ?? `alert ${description}` };
  }
  return record.length < length ? undefined : helloIn(record);
}

/** The ServerHello that a record begins with (RFC 8446, 4.1.3). */
function helloIn(record: Buffer): ServerAnswer {
  const sessionAt = 4 + 2 + 32;
  const session = record[sessionAt];
  if (record[0] !== SERVER_HELLO || session === undefined) return { kind: 'no-tls' };
  const cipherAt = sessionAt + 1 + session;
  if (record.length < cipherAt + 2) return { kind: 'no-tls' };
  const cipher = suiteName(record.readUInt16BE(cipherAt));
  const chosen = extensionIn(record.subarray(cipherAt + 3), SUPPORTED_VERSIONS);
  const version = chosen?.length === 2 ? chosen.readUInt16BE(0) : record.readUInt16BE(4);
  return { kind: 'hello', version, cipher };
}

function extensionIn(list: Buffer, wanted: number): Buffer | undefined {
  let at = 2;
  while (at + 4 <= list.length) {
    const length = list.readUInt16BE(at + 2);
    if (list.readUInt16BE(at) === wanted) return list.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}
