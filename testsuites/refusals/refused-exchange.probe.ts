import { defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  type Authorization,
  authorizationProbe,
  codeFrom,
  endRound,
  standaloneAuthorizationProbe,
} from '../launch/authorization.probe.ts';
import { launchClient, type LaunchClient, tokenRequest } from '../launch/client.ts';
import { describedAnswer, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import {
  codeForm,
  noCode,
  tokenEndpointFor,
  tokenResponseProbe,
} from '../launch/token-exchange.probe.ts';

/** A redirect URI that no app has registered; the name can never exist (RFC 6761, 6.4). */
export const STRANGE_REDIRECT_URI = 'https://app.assay.invalid/elsewhere';

/** A code exchange that is right but for one thing. */
export interface RefusedExchangeRow {
  readonly name:
    | 'code-reuse'
    | 'wrong-secret'
    | 'redirect-uri.token'
    | 'verifier-of-another'
    | 'another-client';
  readonly what: string;
  readonly statuses: readonly number[];
  readonly error: string;
  /** The right exchange goes before. */
  readonly afterRight?: boolean;
  readonly client?: (
    right: LaunchClient,
    random: string,
    context: PlanContext,
  ) => LaunchClient | undefined;
  /** Why there is no other client to be. */
  readonly noClient?: string;
  /** Fields in place of the right ones; told what another authorization of the run sent. */
  readonly form?: (other: Authorization) => Readonly<Record<string, string>>;
}

/** RFC 6749, 4.1.2, 4.1.3 and 5.2. */
export const REFUSED_EXCHANGES: readonly RefusedExchangeRow[] = [
  {
    name: 'code-reuse',
    what: 'a code that was used before',
    statuses: [400],
    error: 'invalid_grant',
    afterRight: true,
  },
  {
    name: 'wrong-secret',
    what: 'a wrong client secret',
    statuses: [400, 401],
    error: 'invalid_client',
    noClient: 'The client has no secret that could be wrong.',
    client: (right, random) =>
      right.clientSecret === undefined ? undefined : { ...right, clientSecret: random },
  },
  {
    name: 'redirect-uri.token',
    what: 'another redirect_uri than at the authorize endpoint',
    statuses: [400],
    error: 'invalid_grant',
    form: () => ({ redirect_uri: STRANGE_REDIRECT_URI }),
  },
  {
    name: 'verifier-of-another',
    what: 'the code_verifier of another authorization',
    statuses: [400],
    error: 'invalid_grant',
    form: ({ request }) => ({ code_verifier: request.verifier }),
  },
  {
    name: 'another-client',
    what: 'a code that was issued to another client',
    statuses: [400],
    error: 'invalid_grant',
    noClient:
      'There is no other client whom a code could be passed to: add auth.clients.public to the configuration.',
    client: (right, _random, context) => {
      const other = launchClient(context, 'public');
      return other === undefined || other.clientId === right.clientId ? undefined : other;
    },
  },
];

/** Answer to an exchange that is to be refused; each burns a code of its own. */
export const refusedExchangeProbe = (
  context: PlanContext,
  row: RefusedExchangeRow,
): Probe<JsonReply> =>
  defineProbe({
    id: `token-exchange(${row.name})`,
    needs: {
      configuration: smartConfigurationProbe(context),
      other: standaloneAuthorizationProbe(context),
      authorization: authorizationProbe(context, {
        name: row.name,
        after: tokenResponseProbe(context),
      }),
    },
    gather: async (io, { configuration, authorization, other }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const { client: right, tokenEndpoint } = endpoint;
      const client = row.client?.(right, io.random('wrong secret', 24), context) ?? right;
      if (row.client !== undefined && client === right) {
        return notAsked(row.noClient ?? 'There is no other client to be.');
      }
      const code = codeFrom(authorization);
      if (code === undefined) return noCode(authorization);
      const form = { ...codeForm(authorization, code), ...row.form?.(other) };
      if (row.afterRight === true) {
        const key = `${row.name}/first`;
        const first = jsonReply(await io.answer(tokenRequest(right, tokenEndpoint, key, form)));
        if (first.exchange.response.status !== 200) {
          return lacking(
            `The code was not taken the first time either: ${describedAnswer(first)}.`,
            first.exchange.index,
          );
        }
      }
      const key = `${row.name}/token`;
      const exchange = await io.answer(tokenRequest(client, tokenEndpoint, key, form));
      await endRound(io, row.name);
      return jsonReply(exchange);
    },
  });
