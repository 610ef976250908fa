import { createPrivateKey, type JsonWebKey, sign } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** What SMART App Launch 2 wants both sides to support (Client Authentication: Asymmetric). */
export type SigningAlgorithm = 'RS384' | 'ES384';

/** How a token departs from what it should be, beside its header and claims. */
export type SignatureFlaw = 'wrong-signature' | 'unsigned';

/** By what a client signs: a placeholder of a JWK or JWK Set, or keys that stay where they are. */
export type SigningKey = { readonly jwk: string } | { readonly kms: readonly string[] };

/** A key that signs elsewhere: its public half, and signatures on demand (AWS KMS). */
export interface RemoteKey {
  readonly alg: SigningAlgorithm;
  readonly kid: string;
  /** Signature as JOSE has it (RFC 7518, 3.3 and 3.4). */
  readonly sign: (input: Uint8Array) => Promise<Uint8Array>;
}

/** Where keys are that never leave their place. */
export interface RemoteSigner {
  key(id: string): Promise<RemoteKey>;
}

/** A JWT to be signed by a client's key. */
export interface JwtToSign {
  readonly key: SigningKey;
  /** The key of the set to take; its first when absent. */
  readonly alg?: SigningAlgorithm;
  /** Header members beside `alg`, `kid` and `typ`, or in place of them. */
  readonly header?: JsonObject;
  /**
   * Claims; times in them are counted from `now`, in seconds since the epoch. `turn` differs each
   * time that something is signed, also where that is done anew after an interruption.
   */
  readonly claims: (now: number, turn?: number) => JsonObject;
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

/** What is signed, before its signature. */
function unsigned(
  { flaw, header: change, claims: claimsAt }: JwtToSign,
  { alg, kid }: { readonly alg: SigningAlgorithm; readonly kid: JsonValue | undefined },
  now: number,
): { readonly header: JsonObject; readonly claims: JsonObject; readonly input: string } {
  const header: JsonObject = {
    alg: flaw === 'unsigned' ? 'none' : alg,
    typ: 'JWT',
    ...(typeof kid === 'string' ? { kid } : {}),
    ...change,
  };
  const claims = claimsAt(now);
  return { header, claims, input: `${encoded(header)}.${encoded(claims)}` };
}

/** A signature of another text is one that a forger could have cut from elsewhere. */
const signedInput = (input: string, flaw: SignatureFlaw | undefined): Buffer =>
  Buffer.from(flaw === 'wrong-signature' ? `${input}x` : input);

/** Signs with a JWK, as text; undefined where no key of the algorithm is there (RFC 7515). */
export function signJwt(keyText: string, jwt: JwtToSign, now: number): SignedJwt | undefined {
  const key = keysIn(keyText).find((candidate) => {
    const alg = algorithmOf(candidate);
    return alg !== undefined && (jwt.alg === undefined || alg === jwt.alg);
  });
  const alg = key && algorithmOf(key);
  if (key === undefined || alg === undefined) return undefined;
  const { header, claims, input } = unsigned(jwt, { alg, kid: key['kid'] }, now);
  if (jwt.flaw === 'unsigned') return { text: `${input}.`, header, claims };
  const signature = sign('sha384', signedInput(input, jwt.flaw), {
    key: createPrivateKey({ key: key as JsonWebKey, format: 'jwk' }),
    // Raw r and s, as JOSE has them (RFC 7518, 3.4).
    dsaEncoding: 'ieee-p1363',
  });
  return { text: `${input}.${signature.toString('base64url')}`, header, claims };
}

/** The same by keys that stay where they are; undefined where none has the algorithm. */
export async function signRemotely(
  signer: RemoteSigner,
  ids: readonly string[],
  jwt: JwtToSign,
  now: number,
): Promise<SignedJwt | undefined> {
  const keys = await Promise.all(ids.map((id) => signer.key(id)));
  const key = keys.find(({ alg }) => jwt.alg === undefined || alg === jwt.alg);
  if (key === undefined) return undefined;
  const { header, claims, input } = unsigned(jwt, key, now);
  if (jwt.flaw === 'unsigned') return { text: `${input}.`, header, claims };
  const signature = await key.sign(signedInput(input, jwt.flaw));
  return { text: `${input}.${Buffer.from(signature).toString('base64url')}`, header, claims };
}
