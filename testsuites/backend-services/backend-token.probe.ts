import { defineProbe, lacking, type Lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { LaunchClient } from '../launch/client.ts';
import {
  assertedRequest,
  type AssertionChange,
  clientAssertion,
} from '../launch/client-assertion.ts';
import { describedAnswer, jsonReply, type JsonReply, objectIn } from '../launch/json-reply.ts';
import {
  type SmartConfiguration,
  smartConfigurationProbe,
} from '../launch/smart-configuration.probe.ts';
import { type Grant, tokenEndpointFor } from '../launch/token-exchange.probe.ts';
import { tokensOf } from '../launch/token-set.ts';
import { backendClient, NO_BACKEND_CLIENT } from './backend-client.ts';

/** The authorization context of requests made as a system. */
export const BACKEND = 'backend';

/** The name of the assertion that brought the token; what is signed under it stays the same. */
export const RIGHT_ASSERTION = 'backend/token';

/** Client and token endpoint of the system, or why there is none. */
export function backendEndpoint(
  context: PlanContext,
  configuration: SmartConfiguration,
): { readonly client: LaunchClient; readonly tokenEndpoint: string } | Lacking {
  const client = backendClient(context);
  return client === undefined
    ? lacking(NO_BACKEND_CLIENT)
    : tokenEndpointFor(context, configuration, client);
}

interface TokenRequest {
  readonly client: LaunchClient;
  readonly tokenEndpoint: string;
  readonly key: string;
  /** Another name than the key where an assertion is to be sent a second time. */
  readonly assertion?: string;
  readonly change?: AssertionChange;
  readonly form?: Readonly<Record<string, string>>;
}

/** Asks for a token as a system, right but for what is changed. */
export async function askForToken(
  io: ProbeIo,
  { client, tokenEndpoint, key, assertion: name = key, change = {}, form = {} }: TokenRequest,
): Promise<JsonReply | Lacking> {
  const assertion = await clientAssertion(io, client, tokenEndpoint, name, change);
  if (typeof assertion !== 'string') return assertion;
  const right = { grant_type: 'client_credentials', scope: client.scopes };
  const request = assertedRequest(tokenEndpoint, key, right, assertion);
  return jsonReply(await io.answer({ ...request, form: { ...request.form, ...form } }));
}

/** Answer of the token endpoint to a right request, whatever it is. */
export const backendTokenProbe = (context: PlanContext): Probe<JsonReply> =>
  defineProbe({
    id: 'backend-token',
    needs: { configuration: smartConfigurationProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = backendEndpoint(context, configuration);
      return 'lacking' in endpoint
        ? endpoint
        : askForToken(io, { ...endpoint, key: RIGHT_ASSERTION });
    },
  });

const words = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.split(/\s+/).filter((word) => word !== '') : [];

/** The token response of a system, where the request succeeded. */
export const backendGrantProbe = (context: PlanContext): Probe<Grant> =>
  defineProbe({
    id: 'backend-grant',
    needs: { reply: backendTokenProbe(context) },
    gather: async (_io, { reply }) => {
      const json = objectIn(reply);
      const { exchange } = reply;
      if (json === undefined || ![200, 201].includes(exchange.response.status)) {
        return lacking(
          `No token was granted to the system: the token endpoint answered ${describedAnswer(reply)}.`,
          exchange.index,
        );
      }
      const client = backendClient(context);
      return {
        reply,
        json,
        clientId: client?.clientId ?? '',
        requested: words(client?.scopes),
        granted: words(json['scope']),
      };
    },
  });

/** Lets requests be made as a system from here on; the token is renewed as it ages. */
export const backendAccessProbe = (context: PlanContext): Probe<Grant> =>
  defineProbe({
    id: 'backend-access',
    needs: { configuration: smartConfigurationProbe(context), grant: backendGrantProbe(context) },
    gather: async (io, { configuration, grant }) => {
      const endpoint = backendEndpoint(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const { client, tokenEndpoint } = endpoint;
      const tokens = tokensOf(grant, client, tokenEndpoint);
      if (tokens === undefined) {
        return lacking(
          'The token response has no access_token to go on with.',
          grant.reply.exchange.index,
        );
      }
      const { signingKey, scopes: scope } = client;
      io.authorize(BACKEND, {
        ...tokens,
        renewal: {
          tokenEndpoint,
          clientId: client.clientId,
          ...(signingKey === undefined ? {} : { clientCredentials: { signingKey, scope } }),
        },
      });
      return grant;
    },
  });
