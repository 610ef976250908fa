import { oncePerPlan } from '../../core/once-per-plan.ts';
import type { JsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  type Authorization,
  codeFrom,
  endRound,
  standaloneAuthorizationProbe,
  withoutCode,
} from './authorization.probe.ts';
import {
  type LaunchClient,
  NO_STANDALONE_CLIENT,
  standaloneClient,
  tokenRequest,
} from './client.ts';
import { describedAnswer, jsonReply, objectIn, type JsonReply } from './json-reply.ts';
import {
  endpointIn,
  type SmartConfiguration,
  smartConfigurationProbe,
} from './smart-configuration.probe.ts';

/** Tokens that the server granted, as it said it (RFC 6749, 5.1). */
export interface Grant {
  readonly reply: JsonReply;
  readonly json: JsonObject;
  readonly clientId: string;
  readonly requested: readonly string[];
  /** Of the response's own `scope`; empty where it has none. */
  readonly granted: readonly string[];
}

/** Client and token endpoint of the standalone launch, or why there is none. */
export function tokenEndpointFor(
  context: PlanContext,
  configuration: SmartConfiguration,
  client: LaunchClient | undefined = standaloneClient(context),
): { readonly client: LaunchClient; readonly tokenEndpoint: string } | Lacking {
  if (client === undefined) return lacking(NO_STANDALONE_CLIENT);
  const tokenEndpoint = endpointIn(configuration, 'token_endpoint');
  return tokenEndpoint === undefined
    ? lacking(
        'There is no token endpoint to ask: the SMART configuration has no token_endpoint.',
        configuration.exchange,
      )
    : { client, tokenEndpoint };
}

/** The fields of a code exchange as the specification wants them (RFC 6749, 4.1.3; RFC 7636, 4.5). */
export const codeForm = ({ request }: Authorization, code: string): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: request.redirectUri,
  code_verifier: request.verifier,
});

/** Why a code exchange cannot be tried after this authorization. */
export const noCode = (authorization: Authorization): Lacking =>
  lacking(
    `There was no code to exchange. ${withoutCode(authorization)}`,
    authorization.outcome.exchange,
  );

/** Answer of the token endpoint to the code of the standalone launch, whatever it is. */
export const tokenExchangeProbe = oncePerPlan(
  (context: PlanContext): Probe<JsonReply> =>
    defineProbe({
      id: 'token-exchange(standalone)',
      needs: {
        configuration: smartConfigurationProbe(context),
        authorization: standaloneAuthorizationProbe(context),
      },
      gather: async (io, { configuration, authorization }) => {
        const endpoint = tokenEndpointFor(context, configuration);
        if ('lacking' in endpoint) return endpoint;
        const code = codeFrom(authorization);
        if (code === undefined) return noCode(authorization);
        const { client, tokenEndpoint } = endpoint;
        const form = codeForm(authorization, code);
        const exchange = await io.answer(
          tokenRequest(client, tokenEndpoint, 'standalone/token', form),
        );
        await endRound(io, 'standalone');
        return jsonReply(exchange);
      },
    }),
);

const words = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.split(/\s+/).filter((word) => word !== '') : [];

/** The grant in a token response, or why it holds none. */
export function grantIn(reply: JsonReply, client: LaunchClient): Grant | Lacking {
  const json = objectIn(reply);
  const { exchange } = reply;
  if (json === undefined || exchange.response.status !== 200) {
    return lacking(
      `No tokens were granted: the token endpoint answered ${describedAnswer(reply)}.`,
      exchange.index,
    );
  }
  return {
    reply,
    json,
    clientId: client.clientId,
    requested: words(client.scopes),
    granted: words(json['scope']),
  };
}

/** The token response of the standalone launch, where the exchange succeeded. */
export const tokenResponseProbe = oncePerPlan(
  (context: PlanContext): Probe<Grant> =>
    defineProbe({
      id: 'token-response(standalone)',
      needs: { exchange: tokenExchangeProbe(context) },
      gather: async (_io, { exchange }) => {
        const client = standaloneClient(context);
        return client === undefined ? lacking(NO_STANDALONE_CLIENT) : grantIn(exchange, client);
      },
    }),
);

/** The tokens of a client that brings a stored refresh token instead of a user. */
const storedGrantProbe = (context: PlanContext, storedRefreshToken: string): Probe<Grant> =>
  defineProbe({
    id: 'token-response(stored)',
    needs: { configuration: smartConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const { client, tokenEndpoint } = endpoint;
      const form = { grant_type: 'refresh_token', refresh_token: storedRefreshToken };
      const answer = await io.answer(tokenRequest(client, tokenEndpoint, 'stored/token', form));
      const grant = grantIn(jsonReply(answer), client);
      return 'lacking' in grant
        ? grant
        : { ...grant, json: { refresh_token: storedRefreshToken, ...grant.json } };
    },
  });

/** The tokens that a run works with, by whichever login driver. */
export const grantProbe = oncePerPlan((context: PlanContext): Probe<Grant> => {
  const stored = standaloneClient(context)?.storedRefreshToken;
  return stored === undefined ? tokenResponseProbe(context) : storedGrantProbe(context, stored);
});
