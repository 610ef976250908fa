import { defineProbe, lacking, type Lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe, tokensOf } from './access.ts';
import { standaloneClient, tokenRequest } from './client.ts';
import { FHIR_JSON, jsonReply, objectIn, type JsonReply } from './json-reply.ts';
import { smartConfigurationProbe } from './smart-configuration.probe.ts';
import { type Grant, grantIn, grantProbe, tokenEndpointFor } from './token-exchange.probe.ts';

const textIn = (grant: Pick<Grant, 'json'>, member: string): string | undefined => {
  const value = grant.json[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The newest refresh token: the server may rotate them (RFC 6749, 6). */
export const newest = (grant: Grant, reply?: JsonReply): string | undefined => {
  const rotated = reply?.exchange.response.status === 200 ? objectIn(reply) : undefined;
  return (rotated && textIn({ json: rotated }, 'refresh_token')) ?? textIn(grant, 'refresh_token');
};

const noRefreshToken = ({ reply }: Grant): Lacking =>
  lacking(
    'There is no refresh token to use: the token response has none. Grant offline_access and issue one.',
    reply.exchange.index,
  );

/** Tells the run of tokens that replace those it works with. */
function adopt(
  io: { authorize: (context: string, tokens: NonNullable<ReturnType<typeof tokensOf>>) => void },
  context: PlanContext,
  reply: JsonReply,
  grant: Grant,
  tokenEndpoint: string,
): void {
  const client = standaloneClient(context);
  const refreshed = client === undefined ? undefined : grantIn(reply, client);
  if (client === undefined || refreshed === undefined || 'lacking' in refreshed) return;
  const kept = { refresh_token: newest(grant, reply) ?? '', ...refreshed.json };
  const tokens = tokensOf({ ...refreshed, json: kept }, client, tokenEndpoint);
  if (tokens === undefined) return;
  io.authorize('refreshed', tokens);
  io.authorize('standalone', tokens);
}

const refreshing = (
  context: PlanContext,
  name: string,
  earlier: Probe<JsonReply> | undefined,
  extra: (grant: Grant) => Readonly<Record<string, string>>,
): Probe<JsonReply> => {
  const needs = {
    configuration: smartConfigurationProbe(context),
    grant: grantProbe(context),
    // First the tokens of the launch are taken up, then those that replace them.
    access: accessProbe(context),
  };
  return defineProbe({
    id: `refresh(${name})`,
    needs: earlier === undefined ? needs : { ...needs, earlier },
    gather: async (io, { configuration, grant, ...rest }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const token = newest(grant, (rest as { earlier?: JsonReply }).earlier);
      if (token === undefined) return noRefreshToken(grant);
      const { client, tokenEndpoint } = endpoint;
      const form = { grant_type: 'refresh_token', refresh_token: token, ...extra(grant) };
      const key = `refresh/${name}`;
      const reply = jsonReply(await io.answer(tokenRequest(client, tokenEndpoint, key, form)));
      adopt(io, context, reply, grant, tokenEndpoint);
      return reply;
    },
  });
};

/** A refresh that leaves the scopes as they are. */
export const refreshWithoutScopeProbe = (context: PlanContext): Probe<JsonReply> =>
  refreshing(context, 'without scope', undefined, () => ({}));

/** A refresh that repeats the scopes granted, with the newest refresh token. */
export const refreshWithScopeProbe = (context: PlanContext): Probe<JsonReply> =>
  refreshing(
    context,
    'with scope',
    refreshWithoutScopeProbe(context),
    ({ granted, requested }) => ({
      scope: (granted.length > 0 ? granted : requested).join(' '),
    }),
  );

/** What is read with a refreshed token: the patient of the launch. */
export const refreshedReadProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(read)',
    needs: {
      grant: grantProbe(context),
      refreshed: refreshWithScopeProbe(context),
      first: refreshWithoutScopeProbe(context),
    },
    gather: async (io, { grant, refreshed, first }) => {
      const patient = textIn(grant, 'patient') ?? context.config.patients[0];
      if (patient === undefined) return lacking('There is no patient to read with the new token.');
      const granted = [refreshed, first].some(
        (reply) =>
          reply.exchange.response.status === 200 &&
          typeof objectIn(reply)?.['access_token'] === 'string',
      );
      if (!granted) return lacking('No refresh brought an access token to read with.');
      return jsonReply(
        await io.answer({
          url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
          headers: { accept: FHIR_JSON },
          context: 'refreshed',
        }),
      );
    },
  });

/** A refresh with a token that the server never issued. */
export const unknownRefreshProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'refresh(unknown)',
    needs: { configuration: smartConfigurationProbe(context), grant: grantProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const form = {
        grant_type: 'refresh_token',
        refresh_token: io.random('unknown refresh token', 24),
      };
      const { client, tokenEndpoint } = endpoint;
      return jsonReply(
        await io.answer(tokenRequest(client, tokenEndpoint, 'refresh/unknown', form)),
      );
    },
  });
