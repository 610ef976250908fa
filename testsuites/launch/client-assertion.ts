import type { SignatureFlaw, SigningAlgorithm } from '../../core/client-key.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Ask, lacking, type Lacking, type ProbeIo } from '../../core/probe.ts';
import { type LaunchClient, tokenRequest } from './client.ts';

/** RFC 7523, 2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Five minutes is the most that SMART allows; clocks differ. */
export const LIFE_SECONDS = 240;

/** How an assertion departs from a right one. */
export interface AssertionChange {
  readonly alg?: SigningAlgorithm;
  readonly header?: JsonObject;
  /** Takes the right claims and gives those to send. */
  readonly claims?: (right: JsonObject, now: number) => JsonObject;
  readonly flaw?: SignatureFlaw;
}

/** A client assertion as SMART App Launch 2 wants it; its text is a placeholder. */
export async function clientAssertion(
  io: ProbeIo,
  { clientId, signingKey }: Pick<LaunchClient, 'clientId' | 'signingKey'>,
  tokenEndpoint: string,
  name: string,
  { alg, header, flaw, claims = (right) => right }: AssertionChange = {},
): Promise<string | Lacking> {
  if (signingKey === undefined) return lacking('The client has no key to sign with.');
  const unique = io.random(`jti ${name}`, 16);
  const signed = await io.sign(name, {
    key: signingKey,
    ...(alg === undefined ? {} : { alg }),
    ...(header === undefined ? {} : { header }),
    ...(flaw === undefined ? {} : { flaw }),
    claims: (now, turn = 0) => {
      // What is made anew after an interruption must not repeat what was sent before it.
      const jti = `${unique}.${now}.${turn}`;
      const exp = now + LIFE_SECONDS;
      return claims({ iss: clientId, sub: clientId, aud: tokenEndpoint, exp, jti }, now);
    },
  });
  return signed === undefined
    ? lacking(
        `There is no ${alg ?? ''} key to sign with: add one to key.jwk or key.kms of the client.`,
      )
    : signed.text;
}

/** A token request that an assertion authenticates. */
export const assertedRequest = (
  url: string,
  key: string,
  form: Readonly<Record<string, string>>,
  assertion: string,
): Ask => ({
  url,
  method: 'POST',
  key,
  headers: { accept: 'application/json' },
  form: { ...form, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion },
});

/** A token request as the client authenticates it: by key, secret, or its id alone. */
export async function authenticatedRequest(
  io: ProbeIo,
  client: LaunchClient,
  url: string,
  key: string,
  form: Readonly<Record<string, string>>,
  change: AssertionChange = {},
): Promise<Ask | Lacking> {
  if (client.signingKey === undefined) return tokenRequest(client, url, key, form);
  const assertion = await clientAssertion(io, client, url, key, change);
  return typeof assertion === 'string' ? assertedRequest(url, key, form, assertion) : assertion;
}
