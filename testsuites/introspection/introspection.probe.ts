import { defineProbe, isLacking, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { ehrLaunch } from '../ehr-launch/ehr.probe.ts';
import { type AppLaunch, appGrantProbe, textIn } from '../launch/app-launch.ts';
import { NO_STANDALONE_CLIENT, standaloneClient } from '../launch/client.ts';
import { jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { type Grant, tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { introspectionEndpoint, introspectionRequest } from './introspection-request.ts';

/** A launch of its own: its token is introspected at once, while it surely is active. */
export const introspectedLaunch = (context: PlanContext): AppLaunch => ({
  name: 'introspection',
  client: standaloneClient(context),
  missing: NO_STANDALONE_CLIENT,
  after: tokenResponseProbe(context),
});

/** What the endpoint said of an active token, and what was granted with that token. */
export interface Introspected {
  readonly grant: Grant;
  readonly reply: JsonReply;
}

/** Introspects the access token of a launch made for it (RFC 7662, 2.1). */
export const activeTokenProbe = (context: PlanContext): Probe<Introspected> =>
  introspectedProbe(context, introspectedLaunch(context), 'active');

/** The same of a launch from the EHR, whose token has an encounter in context. */
export const ehrTokenProbe = (context: PlanContext): Probe<Introspected> =>
  introspectedProbe(context, ehrLaunch(context), 'ehr');

const introspectedProbe = (
  context: PlanContext,
  launch: AppLaunch,
  name: 'active' | 'ehr',
): Probe<Introspected> =>
  defineProbe({
    id: `introspection(${name})`,
    needs: {
      configuration: smartConfigurationProbe(context),
      grant: appGrantProbe(context, launch),
    },
    gather: async (io, { configuration, grant }) => {
      const endpoint = introspectionEndpoint(context, configuration);
      if (typeof endpoint !== 'string') return endpoint;
      if (launch.client === undefined) return lacking(launch.missing);
      const token = textIn(grant, 'access_token');
      if (token === undefined) {
        return lacking('The launch brought no access token.', grant.reply.exchange.index);
      }
      const key = `introspection/${name}`;
      const request = await introspectionRequest(io, context, launch.client, endpoint, key, token);
      if (isLacking(request)) return request;
      const exchange = await io.answer(request);
      const life = grant.json['expires_in'];
      const lived = Date.parse(exchange.at) - Date.parse(grant.reply.exchange.at);
      if (typeof life === 'number' && lived >= life * 1000) {
        return lacking('The token had expired before it could be introspected.', exchange.index);
      }
      return { grant, reply: jsonReply(exchange) };
    },
  });

/** Introspects a token that no server ever issued. */
export const unknownTokenProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'introspection(unknown)',
    // The right token comes first: the client must have been seen to be let in here.
    needs: {
      configuration: smartConfigurationProbe(context),
      active: activeTokenProbe(context),
    },
    gather: async (io, { configuration }) => {
      const endpoint = introspectionEndpoint(context, configuration);
      if (typeof endpoint !== 'string') return endpoint;
      const client = standaloneClient(context);
      if (client === undefined) return lacking(NO_STANDALONE_CLIENT);
      const token = io.random('unknown token', 24);
      const key = 'introspection/unknown';
      const request = await introspectionRequest(io, context, client, endpoint, key, token);
      return isLacking(request) ? request : jsonReply(await io.answer(request));
    },
  });
