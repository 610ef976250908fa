import type { JWK } from 'jose';

/** What a public key consists of (RFC 7517, 4; RFC 7518, 6.2.1 and 6.3.1). */
const PUBLIC_MEMBERS = ['kty', 'kid', 'alg', 'use', 'key_ops', 'crv', 'x', 'y', 'n', 'e'] as const;

/** A key without anything that is not known to be public. */
const publicHalf = (key: JWK): JWK =>
  Object.fromEntries(
    PUBLIC_MEMBERS.flatMap((member) => (key[member] === undefined ? [] : [[member, key[member]]])),
  ) as JWK;

/** The public halves of a JWK or JWK Set, as text; throws where it is neither. */
export function publicHalves(text: string): JWK[] {
  const parsed = JSON.parse(text) as { keys?: unknown; kty?: unknown };
  const keys = Array.isArray(parsed.keys) ? (parsed.keys as JWK[]) : [parsed as JWK];
  return keys.map((key) => {
    if (key.kty !== 'RSA' && key.kty !== 'EC')
      throw new Error('there is a key that is no public JWK');
    return { ...publicHalf(key), use: 'sig', key_ops: ['verify'] };
  });
}
