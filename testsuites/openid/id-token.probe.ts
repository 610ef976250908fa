import { compactVerify, importJWK, type JWK } from 'jose';
import { isAnswered } from '../../core/exchange.ts';
import type { JsonValue } from '../../core/json.ts';
import { type Ask, defineProbe, failedToGather, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe } from '../launch/access.ts';
import {
  describedAnswer,
  FHIR_JSON,
  jsonReply,
  objectIn,
  type JsonReply,
} from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { type DecodedJwt, decodeJwt } from './jwt.ts';
import { flawIn, keyFor } from './keys.ts';

/** The id_token of the launch; its signature is a placeholder. */
export interface IdToken {
  /** Index of the exchange that brought it. */
  readonly exchange: number;
  /** ISO 8601 instant of that exchange; expiry is told from it, never from a clock. */
  readonly at: string;
  readonly text: JsonValue;
  readonly clientId: string;
}

export const idTokenProbe = (context: PlanContext): Probe<IdToken> =>
  defineProbe({
    id: 'id-token',
    needs: { token: tokenResponseProbe(context) },
    gather: async (_io, { token: { json, reply, clientId } }) => {
      const { id_token: text } = json;
      const { index: exchange, at } = reply.exchange;
      return text === undefined || text === ''
        ? lacking('There is no id_token to look at: the token response has none.', exchange)
        : { exchange, at, text, clientId };
    },
  });

/** The id_token as read. */
export interface DecodedIdToken extends DecodedJwt, IdToken {}

export const decodedIdTokenProbe = (context: PlanContext): Probe<DecodedIdToken> =>
  defineProbe({
    id: 'id-token(decoded)',
    needs: { idToken: idTokenProbe(context) },
    gather: async (_io, { idToken }) => {
      const jwt = typeof idToken.text === 'string' ? decodeJwt(idToken.text) : undefined;
      return jwt === undefined
        ? lacking('The id_token cannot be read: it is no JWT.', idToken.exchange)
        : { ...idToken, ...jwt };
    },
  });

const isWebUrl = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');

const configurationOf = (issuer: string): Ask => ({
  url: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  headers: { accept: 'application/json' },
});

/** Answer of the issuer's configuration endpoint (OpenID Connect Discovery 1.0, 4). */
export const openidConfigurationProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'openid-configuration',
    needs: { idToken: decodedIdTokenProbe(context), smart: smartConfigurationProbe(context) },
    gather: async (io, { idToken: { claims, exchange }, smart }) => {
      const { iss } = claims;
      if (!isWebUrl(iss)) {
        return lacking('The id_token names no issuer (iss) whose configuration to read.', exchange);
      }
      const named = await io.ask(configurationOf(iss));
      if (isAnswered(named)) return jsonReply(named);
      // An issuer that nobody answers for is told apart from a network that fails: the SMART
      // configuration names the true one, whose configuration shows that iss is wrong.
      const { issuer } = smart.json;
      return isWebUrl(issuer) && issuer !== iss
        ? jsonReply(await io.answer(configurationOf(issuer)))
        : failedToGather(named.noAnswer.detail, named.index);
    },
  });

/** Answer of the endpoint with the issuer's keys. */
export const jwksProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'jwks',
    needs: { configuration: openidConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      const uri = objectIn(configuration)?.['jwks_uri'];
      const url = typeof uri === 'string' ? URL.parse(uri) : null;
      if (url === null || !/^https?:$/.test(url.protocol)) {
        return lacking(
          `There are no keys to look at: the OpenID configuration (${describedAnswer(configuration)}) names no jwks_uri.`,
          configuration.exchange.index,
        );
      }
      return jsonReply(await io.answer({ url: url.href, headers: { accept: 'application/json' } }));
    },
  });

/** Outcome of verifying the signature with the key that the header selects. */
export interface SignatureCheck {
  readonly [member: string]: JsonValue;
  readonly verified: boolean;
  readonly reason: string;
}

async function verify(token: string, key: JWK, alg: string): Promise<SignatureCheck> {
  try {
    await compactVerify(token, await importJWK(key, alg));
    return { verified: true, reason: '' };
  } catch (error) {
    return { verified: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Verifies the signature where its true value is: the outcome alone is evidence. */
export const signatureProbe = (context: PlanContext): Probe<SignatureCheck> =>
  defineProbe({
    id: 'id-token-signature',
    needs: { idToken: decodedIdTokenProbe(context), jwks: jwksProbe(context) },
    gather: async (io, { idToken, jwks }) => {
      const key = keyFor(idToken.header, jwks.json);
      const flaw = key === undefined ? 'its kid selects none of the RSA keys' : flawIn(key);
      if (key === undefined || flaw !== undefined) {
        return lacking(
          `There is no key to verify the id_token with: ${flaw}.`,
          jwks.exchange.index,
        );
      }
      const alg = typeof idToken.header['alg'] === 'string' ? idToken.header['alg'] : 'RS256';
      return io.observe('id-token-signature', () =>
        verify(io.reveal(String(idToken.text)), key as JWK, alg),
      );
    },
  });

/** The user as the id_token names her, and what came when she was read. */
export interface FhirUser {
  readonly exchange: number;
  readonly claim: JsonValue | undefined;
  /** `Type/id`, where the claim ends so. */
  readonly reference?: string;
  readonly read?: JsonReply;
}

/** Kinds of people that fhirUser may name (SMART App Launch 2.0, scopes for identity). */
export const USER_TYPES = ['Patient', 'Practitioner', 'RelatedPerson', 'Person'] as const;

const REFERENCE = new RegExp(`(?:^|/)((?:${USER_TYPES.join('|')})/[A-Za-z0-9.-]{1,64})/?$`);

/** Reads the user from the FHIR base under test, even where the claim is absolute elsewhere. */
export const fhirUserProbe = (context: PlanContext): Probe<FhirUser> =>
  defineProbe({
    id: 'fhir-user',
    needs: { idToken: decodedIdTokenProbe(context), access: accessProbe(context) },
    gather: async (io, { idToken: { claims, exchange }, access }) => {
      const { fhirUser: claim } = claims;
      if (claim === undefined && access.scopes.length > 0 && !access.scopes.includes('fhirUser')) {
        return lacking('The user is not named: the scope fhirUser was not granted.', exchange);
      }
      const reference = typeof claim === 'string' ? REFERENCE.exec(claim)?.[1] : undefined;
      if (reference === undefined) return { exchange, claim };
      const answer = await io.answer({
        url: `${context.config.target.fhirBaseUrl}/${reference}`,
        headers: { accept: FHIR_JSON },
        context: access.context,
      });
      return { exchange, claim, reference, read: jsonReply(answer) };
    },
  });
