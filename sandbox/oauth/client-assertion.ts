import {
  type CryptoKey,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  jwtVerify,
  type JWTPayload,
} from 'jose';
import type { Breakage } from '../faults.ts';
import type { ClientKeys } from './client-keys.ts';
import type { Client } from './clients.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Algorithms that SMART App Launch 2 demands of both sides (Client Authentication: Asymmetric). */
const ALGORITHMS = ['RS384', 'ES384'];

/** Five minutes at most (SMART App Launch 2, authentication JWT claims). */
const LONGEST_LIFE_SECONDS = 300;

/** Clocks differ by so much. */
const LEEWAY_SECONDS = 10;

export interface AssertionContext {
  readonly clients: ReadonlyMap<string, Client>;
  readonly breakage: Breakage;
  readonly now: () => number;
  readonly usedAssertions: Set<string>;
  /** Looks keys up where the client has a JWKS URL. */
  readonly clientKeys?: ClientKeys;
}

/** The client that an assertion proves to come from, or why it does not. */
export async function clientOfAssertion(
  { clients, breakage: { broken }, now, usedAssertions, clientKeys }: AssertionContext,
  assertion: string,
  tokenUrl: string,
): Promise<Client | string> {
  let claims: JWTPayload;
  let alg: string | undefined;
  try {
    claims = decodeJwt(assertion);
    alg = decodeProtectedHeader(assertion).alg;
  } catch {
    return 'The client assertion is no JWT.';
  }
  const client = clients.get(claims.sub ?? '') ?? clients.get(claims.iss ?? '');
  if (client?.keys === undefined) return 'The client is not known.';
  const at = now() / 1000;
  const { aud, exp = 0, iss, jti, sub } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  const lacks = (claim: 'iss' | 'sub' | 'aud' | 'exp'): boolean =>
    claims[claim] === undefined && broken(`assertion-missing-${claim}-accepted`);
  if (broken(alg === 'RS384' ? 'assertion-rs384-refused' : 'assertion-es384-refused'))
    return 'The algorithm is not supported.';
  if (iss !== client.id && !broken('assertion-wrong-issuer-accepted') && !lacks('iss'))
    return 'iss is wrong.';
  if (sub !== client.id && !broken('assertion-wrong-subject-accepted') && !lacks('sub'))
    return 'sub is wrong.';
  if (
    !audiences.includes(tokenUrl) &&
    !broken('assertion-wrong-audience-accepted') &&
    !lacks('aud')
  )
    return 'aud is not the token URL.';
  if (exp < at - LEEWAY_SECONDS && !broken('assertion-expired-accepted') && !lacks('exp'))
    return 'It has expired.';
  if (exp > at + LONGEST_LIFE_SECONDS + LEEWAY_SECONDS && !broken('assertion-long-life-accepted'))
    return 'exp lies more than five minutes ahead.';
  if (typeof jti !== 'string' && !broken('assertion-missing-jti-accepted'))
    return 'jti is missing.';
  const used = `${client.id} ${jti}`;
  if (usedAssertions.has(used) && !broken('assertion-replay-accepted'))
    return 'The assertion has been used before.';
  if (!broken('assertion-bad-signature-accepted')) {
    const named = decodeProtectedHeader(assertion).kid;
    const known = (await clientKeys?.of(client, named)) ?? client.keys;
    const keys = createLocalJWKSet({ keys: [...known] });
    const stray = !known.some(({ kid }) => kid === named);
    const fits = await jwtVerify(
      assertion,
      stray && broken('assertion-unknown-kid-accepted') ? anyOf(known, alg) : keys,
      {
        algorithms: ALGORITHMS,
        currentDate: new Date(exp * 1000 - 1000),
      },
    ).then(
      () => true,
      () => false,
    );
    const unsigned = alg === 'none' && broken('assertion-alg-none-accepted');
    if (!fits && !unsigned) return 'The signature does not verify by any registered key.';
  }
  if (typeof jti === 'string') usedAssertions.add(used);
  return client;
}

/** The first key that can sign so, whatever kid is named: what a careless server looks up. */
const anyOf =
  (keys: readonly JWK[], alg: string | undefined): (() => Promise<CryptoKey | Uint8Array>) =>
  () =>
    importJWK(keys.find((key) => key.alg === alg) ?? {}, alg);
