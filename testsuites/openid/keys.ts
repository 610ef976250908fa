import { createPublicKey } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';

/** The members of a JWK Set (RFC 7517, 5). */
export const keysIn = (jwks: JsonValue | undefined): readonly JsonObject[] => {
  const keys = isJsonObject(jwks) ? jwks['keys'] : undefined;
  return Array.isArray(keys) ? keys.filter(isJsonObject) : [];
};

export const rsaKeysIn = (jwks: JsonValue | undefined): readonly JsonObject[] =>
  keysIn(jwks).filter(({ kty }) => kty === 'RSA');

/** Bits of the shortest RSA key that may sign (RFC 7518, 3.3). */
const SHORTEST_MODULUS = 2048;

/** Why a JWK is no RSA key that can be used; undefined where it is one. */
export function flawIn({ n, e }: JsonObject): string | undefined {
  if (typeof n !== 'string' || typeof e !== 'string') return 'n and e are not both strings';
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits < SHORTEST_MODULUS
      ? `a modulus of ${bits} bits, where RS256 needs ${SHORTEST_MODULUS}`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The key that a JWT header selects; without kid there must be no choice (OpenID Connect Core, 10.1). */
export function keyFor(header: JsonObject, jwks: JsonValue | undefined): JsonObject | undefined {
  const keys = rsaKeysIn(jwks);
  const { kid } = header;
  if (kid === undefined) return keys.length === 1 ? keys[0] : undefined;
  return keys.find((key) => key['kid'] === kid);
}
