import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** What SMART App Launch 2 wants both sides to support (Client Authentication: Asymmetric). */
export type SigningAlgorithm = 'RS384' | 'ES384';

/** How a token departs from what it should be, beside its header and claims. */
export type SignatureFlaw = 'wrong-signature' | 'unsigned';

/** A JWT to be signed by a client's key. */
export interface JwtToSign {
  /** Placeholder of a JWK, or of a JWK Set, with private keys. */
  readonly key: string;
  /** The key of the set to take; its first when absent. */
  readonly alg?: SigningAlgorithm;
  /** Header members beside `alg`, `kid` and `typ`, or in place of them. */
  readonly header?: JsonObject;
  /** Claims; times in them are counted from `now`, in seconds since the epoch. */
  readonly claims: (now: number) => JsonObject;
  readonly flaw?: SignatureFlaw;
}

/** What was signed; `text` is a placeholder once it left the recorder. */
export interface SignedJwt {
  readonly [member: string]: JsonValue;
  readonly text: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** The algorithm that a key of this shape signs with; undefined for a key that signs nothing here. */
function algorithmOf({ kty, crv }: JsonObject): SigningAlgorithm | undefined {
  if (kty === 'RSA') return 'RS384';
  return kty === 'EC' && crv === 'P-384' ? 'ES384' : undefined;
}

function keysIn(text: string): readonly JsonObject[] {
  const parsed = JSON.parse(text) as JsonValue;
  if (!isJsonObject(parsed)) throw new Error('the signing key is no JWK');
  const { keys } = parsed;
  return Array.isArray(keys) ? keys.filter(isJsonObject) : [parsed];
}

const encoded = (part: JsonObject): string =>
  Buffer.from(JSON.stringify(part)).toString('base64url');

/** Signs with a JWK, as text; undefined where no key of the algorithm is there (RFC 7515). */
export function signJwt(keyText: string, jwt: JwtToSign, now: number): SignedJwt | undefined {
  const key = keysIn(keyText).find((candidate) => {
    const alg = algorithmOf(candidate);
    return alg !== undefined && (jwt.alg === undefined || alg === jwt.alg);
  });
  const alg = key && algorithmOf(key);
  if (key === undefined || alg === undefined) return undefined;
  const header: JsonObject = {
    alg: jwt.flaw === 'unsigned' ? 'none' : alg,
    typ: 'JWT',
    ...(typeof key['kid'] === 'string' ? { kid: key['kid'] } : {}),
    ...jwt.header,
  };
  const claims = jwt.claims(now);
  const input = `${encoded(header)}.${encoded(claims)}`;
  if (jwt.flaw === 'unsigned') return { text: `${input}.`, header, claims };
  // A signature of another text is one that a forger could have cut from elsewhere.
  const signed = jwt.flaw === 'wrong-signature' ? `${input}x` : input;
  const signature = sign('sha384', Buffer.from(signed), {
    key: createPrivateKey({ key: key as JsonWebKey, format: 'jwk' }),
    // Raw r and s, as JOSE has them (RFC 7518, 3.4).
    dsaEncoding: 'ieee-p1363',
  });
  return { text: `${input}.${signature.toString('base64url')}`, header, claims };
}
