import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  authorizationProbe,
  codeFrom,
  endRound,
  type Authorization,
} from './authorization.probe.ts';
import { tokenRequest } from './client.ts';
import { jsonReply, type JsonReply } from './json-reply.ts';
import { smartConfigurationProbe } from './smart-configuration.probe.ts';
import { codeForm, noCode, tokenEndpointFor, tokenResponseProbe } from './token-exchange.probe.ts';

/** What takes the place of the right code_verifier; undefined where none is sent. */
export interface VerifierRow {
  readonly name: 'missing' | 'blank' | 'wrong' | 'plain';
  readonly what: string;
  readonly verifier: (right: Authorization['request'], random: string) => string | undefined;
}

/** The ways of RFC 7636, 4.6 to fail; each burns a code of its own. */
export const VERIFIERS: readonly VerifierRow[] = [
  { name: 'missing', what: 'no code_verifier', verifier: () => undefined },
  { name: 'blank', what: 'an empty code_verifier', verifier: () => '' },
  { name: 'wrong', what: 'another code_verifier', verifier: (_right, random) => random },
  {
    name: 'plain',
    what: 'the challenge itself as code_verifier',
    verifier: ({ challenge }) => challenge,
  },
];

/**
 * Exchanges a fresh code with a verifier that is not the right one. Made only after a right
 * exchange succeeded: else a refusal would show nothing.
 */
export const wrongVerifierProbe = (
  context: PlanContext,
  { name, verifier }: VerifierRow,
): Probe<JsonReply> =>
  defineProbe({
    id: `token-exchange(verifier ${name})`,
    needs: {
      configuration: smartConfigurationProbe(context),
      authorization: authorizationProbe(context, {
        name: `verifier-${name}`,
        after: tokenResponseProbe(context),
      }),
    },
    gather: async (io, { configuration, authorization }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const code = codeFrom(authorization);
      if (code === undefined) return noCode(authorization);
      const { code_verifier: _right, ...form } = codeForm(authorization, code);
      const sent = verifier(authorization.request, io.random('wrong verifier', 32));
      const exchange = await io.answer(
        tokenRequest(endpoint.client, endpoint.tokenEndpoint, `verifier-${name}/token`, {
          ...form,
          ...(sent === undefined ? {} : { code_verifier: sent }),
        }),
      );
      await endRound(io, `verifier-${name}`);
      return jsonReply(exchange);
    },
  });

/** A code and a client id that no server has given out. */
const BAD_CODE = 'BAD_CODE';
const BAD_CLIENT_ID = 'BAD_CLIENT_ID';

/** Answers to exchanges that no server may grant: a made-up code, then a made-up client. */
export interface NegativeExchanges {
  readonly invalidCode: JsonReply;
  readonly invalidClient: JsonReply;
}

/** Both share one authorization: the made-up code leaves the real one for the made-up client. */
export const negativeExchangesProbe = (context: PlanContext): Probe<NegativeExchanges> =>
  defineProbe({
    id: 'token-exchange(invalid)',
    needs: {
      configuration: smartConfigurationProbe(context),
      authorization: authorizationProbe(context, {
        name: 'invalid-exchange',
        after: tokenResponseProbe(context),
      }),
    },
    gather: async (io, { configuration, authorization }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const code = codeFrom(authorization);
      if (code === undefined) return noCode(authorization);
      const { client, tokenEndpoint } = endpoint;
      const impostor = { ...client, clientId: BAD_CLIENT_ID };
      const invalidCode = await io.answer(
        tokenRequest(
          client,
          tokenEndpoint,
          'invalid-code/token',
          codeForm(authorization, BAD_CODE),
        ),
      );
      const invalidClient = await io.answer(
        tokenRequest(
          impostor,
          tokenEndpoint,
          'invalid-client/token',
          codeForm(authorization, code),
        ),
      );
      await endRound(io, 'invalid-exchange');
      return { invalidCode: jsonReply(invalidCode), invalidClient: jsonReply(invalidClient) };
    },
  });
