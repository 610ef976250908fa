import type { Needs } from '../../core/check.ts';
import { defineProbe, isLacking, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  type Authorization,
  authorizationProbe,
  type AuthorizationRound,
  codeFrom,
  endRound,
} from './authorization.probe.ts';
import type { LaunchClient } from './client.ts';
import { type AssertionChange, authenticatedRequest } from './client-assertion.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from './json-reply.ts';
import type { PatientContext } from './patient-context.probe.ts';
import { endpointIn, smartConfigurationProbe } from './smart-configuration.probe.ts';
import { codeForm, type Grant, grantIn, noCode, tokenEndpointFor } from './token-exchange.probe.ts';
import { tokensOf } from './token-set.ts';

/** A launch beside the one that the run reads by: its round, its app, and why there may be none. */
export interface AppLaunch extends Omit<AuthorizationRound, 'client'> {
  readonly client: LaunchClient | undefined;
  /** What the configuration lacks where there is no client. */
  readonly missing: string;
  /** How the assertion of a client with a key is made. */
  readonly assertion?: AssertionChange;
  /** Sent with the token request, as by an app that runs in a browser. */
  readonly origin?: string;
}

/** Why a launch cannot be made as configured. */
const absent = (id: string, missing: string): Probe<Authorization> =>
  defineProbe<Needs, Authorization>({ id, needs: {}, gather: async () => lacking(missing) });

/** Takes the user of this launch through authorize, login and consent. */
export const appAuthorizationProbe = (
  context: PlanContext,
  launch: AppLaunch,
): Probe<Authorization> => {
  const { client, missing, ...round } = launch;
  return client === undefined
    ? absent(`authorization(${launch.name})`, missing)
    : authorizationProbe(context, { ...round, client });
};

/** Answer of the token endpoint to the code of this launch, whatever it is. */
export const appExchangeProbe = (context: PlanContext, launch: AppLaunch): Probe<JsonReply> =>
  defineProbe({
    id: `token-exchange(${launch.name})`,
    needs: {
      configuration: smartConfigurationProbe(context),
      authorization: appAuthorizationProbe(context, launch),
    },
    gather: async (io, { configuration, authorization }) => {
      const endpoint = tokenEndpointFor(context, configuration, launch.client);
      if ('lacking' in endpoint) return endpoint;
      const code = codeFrom(authorization);
      if (code === undefined) return noCode(authorization);
      const request = await authenticatedRequest(
        io,
        endpoint.client,
        endpoint.tokenEndpoint,
        `${launch.name}/token`,
        codeForm(authorization, code),
        launch.assertion,
      );
      if (isLacking(request)) return request;
      const { origin } = launch;
      const headers = { ...request.headers, ...(origin === undefined ? {} : { origin }) };
      const exchange = await io.answer({ ...request, headers });
      await endRound(io, launch.name);
      return jsonReply(exchange);
    },
  });

/** The token response of this launch, where the exchange succeeded. */
export const appGrantProbe = (context: PlanContext, launch: AppLaunch): Probe<Grant> =>
  defineProbe({
    id: `token-response(${launch.name})`,
    needs: { exchange: appExchangeProbe(context, launch) },
    gather: async (_io, { exchange }) =>
      launch.client === undefined ? lacking(launch.missing) : grantIn(exchange, launch.client),
  });

/** A member of a token response that is a text with something in it. */
export const textIn = ({ json }: Pick<Grant, 'json'>, member: string): string | undefined => {
  const value = json[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The authorization context of a launch, for what is read under it. */
export const contextOf = ({ name }: Pick<AppLaunch, 'name'>): string => `app ${name}`;

/** Under this name requests carry the access token of the launch from now on. */
export const appAccessProbe = (context: PlanContext, launch: AppLaunch): Probe<Grant> =>
  defineProbe({
    id: `access(${launch.name})`,
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const { client } = launch;
      // A token of a client with a key is used at once, and not renewed.
      const renewedAt =
        client?.signingKey === undefined ? endpointIn(configuration, 'token_endpoint') : undefined;
      const tokens = client && tokensOf(grant, client, renewedAt);
      if (tokens === undefined) {
        return lacking(
          'There is no access token to read with: the token response has none.',
          grant.reply.exchange.index,
        );
      }
      io.authorize(contextOf(launch), tokens);
      return grant;
    },
  });

/** The patient of this launch, and what came when it was read with the launch's token. */
export const appPatientProbe = (context: PlanContext, launch: AppLaunch): Probe<PatientContext> =>
  defineProbe({
    id: `patient-context(${launch.name})`,
    needs: { grant: appAccessProbe(context, launch) },
    gather: async (io, { grant }) => {
      const { patient } = grant.json;
      const { index: exchange } = grant.reply.exchange;
      if (typeof patient !== 'string' || patient === '') return { exchange, patient };
      const read = await io.answer({
        url: `${context.config.target.fhirBaseUrl}/Patient/${encodeURIComponent(patient)}`,
        headers: { accept: FHIR_JSON },
        context: contextOf(launch),
      });
      return { exchange, patient, read: jsonReply(read) };
    },
  });
