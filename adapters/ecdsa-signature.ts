/** One INTEGER of DER, and where the next thing begins (ITU-T X.690, 8.3). */
function integerAt(
  der: Uint8Array,
  at: number,
): { readonly bytes: Uint8Array; readonly end: number } {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || length > 0x7f || end > der.length) {
    throw new Error('the signature is no ECDSA signature in DER');
  }
  return { bytes: der.subarray(at + 2, end), end };
}

/** Without the leading zero that keeps a number positive, and with those that fill it up. */
function padded(bytes: Uint8Array, size: number): Uint8Array {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from < 0 ? new Uint8Array() : bytes.subarray(from);
  if (digits.length > size) throw new Error('the signature is of another curve');
  const whole = new Uint8Array(size);
  whole.set(digits, size - digits.length);
  return whole;
}

/** r and s side by side, as JOSE has them, from the SEQUENCE of two INTEGERs of X9.62 (RFC 7518, 3.4). */
export function fromDer(der: Uint8Array, size: number): Uint8Array {
  // Up to P-384 a sequence is shorter than 128 bytes, and its length one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2) {
    throw new Error('the signature is no ECDSA signature in DER');
  }
  const r = integerAt(der, 2);
  const s = integerAt(der, r.end);
  if (s.end !== der.length) throw new Error('the signature is no ECDSA signature in DER');
  const raw = new Uint8Array(2 * size);
  raw.set(padded(r.bytes, size), 0);
  raw.set(padded(s.bytes, size), size);
  return raw;
}
