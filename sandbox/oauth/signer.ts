import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Breakage } from '../faults.ts';
import type { Authorization } from './token-book.ts';

/** The keys by which the sandbox signs. */
export interface Signer {
  readonly key: CryptoKey;
  /** Signs what must not verify. */
  readonly strayKey: CryptoKey;
  readonly keys: readonly JWK[];
  readonly ellipticKey: JWK;
}

let made: Promise<Signer> | undefined;

/** Made once a process: RSA keys take longer to make than everything else at the start. */
export const signer = (): Promise<Signer> => {
  made ??= makeSigner();
  return made;
};

async function makeSigner(): Promise<Signer> {
  const [main, stray, elliptic] = await Promise.all([
    generateKeyPair('RS256'),
    generateKeyPair('RS256'),
    generateKeyPair('ES256', { extractable: true }),
  ]);
  const describe = async (key: CryptoKey, kid: string, alg: string): Promise<JWK> => ({
    ...(await exportJWK(key)),
    kid,
    alg,
    use: 'sig',
  });
  return {
    key: main.privateKey,
    strayKey: stray.privateKey,
    keys: [await describe(main.publicKey, KID, 'RS256')],
    ellipticKey: await describe(elliptic.publicKey, 'sandbox-ec', 'ES256'),
  };
}

const KID = 'sandbox-1';

/** The JWKS as published. */
export function jwks({ keys, ellipticKey }: Signer, { broken }: Breakage): { keys: JWK[] } {
  if (broken('jwks-no-rsa-key')) return { keys: [ellipticKey] };
  if (broken('jwks-malformed-key')) return { keys: keys.map(({ n: _, ...rest }) => rest) };
  const second = broken('id-token-no-kid') ? keys.map((key) => ({ ...key, kid: 'sandbox-2' })) : [];
  return { keys: [...keys, ...second] };
}

const SECOND = 1000;
const HOUR = 3600;

/** The id_token of an authorization (OpenID Connect Core 1.0, 2; SMART App Launch 2, fhirUser). */
export async function idToken(
  { key, strayKey }: Signer,
  authorization: Authorization,
  at: number,
  { broken }: Breakage,
): Promise<string> {
  if (broken('id-token-not-jwt')) return 'not.a-token';
  const now = Math.floor(at / SECOND);
  const { fhirUser, fhirBaseUrl, nonce, issuer, clientId } = authorization;
  const user = broken('id-token-fhir-user-wrong-type')
    ? 'Organization/clinic'
    : broken('id-token-fhir-user-unreadable')
      ? 'Practitioner/nobody'
      : fhirUser;
  const subject = subjectOf(authorization);
  const claims = {
    iss: broken('id-token-wrong-issuer') ? 'https://issuer.example.org' : issuer,
    aud: broken('id-token-wrong-audience') ? 'another-client' : clientId,
    ...(broken('id-token-no-sub')
      ? {}
      : { sub: broken('id-token-long-sub') ? subject.padEnd(300, 'x') : subject }),
    ...(broken('id-token-no-iat') ? {} : { iat: now }),
    exp: broken('id-token-expired') ? now - HOUR : now + HOUR,
    ...(broken('id-token-no-fhir-user') || !authorization.scopes.includes('fhirUser')
      ? {}
      : { fhirUser: `${fhirBaseUrl}/${user}` }),
    ...(nonce === undefined || broken('id-token-no-nonce')
      ? {}
      : { nonce: broken('id-token-wrong-nonce') ? `${nonce}x` : nonce }),
  };
  const jwt = new SignJWT(claims);
  if (broken('id-token-hs256'))
    return jwt
      .setProtectedHeader({ alg: 'HS256', kid: KID })
      .sign(new TextEncoder().encode('a shared secret that no client was ever told of'));
  const kid = broken('id-token-unknown-kid') ? 'sandbox-gone' : KID;
  return jwt
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(broken('id-token-no-kid') ? {} : { kid }) })
    .sign(broken('id-token-bad-signature') ? strayKey : key);
}

/** The subject claim of an authorization's user. */
export const subjectOf = ({ fhirUser }: Authorization): string =>
  fhirUser.replace('/', '-').toLowerCase();
