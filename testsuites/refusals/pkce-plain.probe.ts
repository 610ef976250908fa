import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import {
  type Authorization,
  authorizationProbe,
  codeFrom,
  endRound,
} from '../launch/authorization.probe.ts';
import { tokenRequest } from '../launch/client.ts';
import { jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { codeForm, tokenEndpointFor, tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** A verifier of the length that RFC 7636, 4.1 asks for; by the method plain it is the challenge. */
const PLAIN = 'assay-plain-challenge-which-is-its-verifier';

/** What came of asking for the challenge method that SMART forbids. */
export interface PlainChallenge {
  readonly authorization: Authorization;
  /** Answer to the exchange of the code, where one was issued. */
  readonly token?: JsonReply;
}

/** Asks for a code bound by the method plain, and exchanges it if it is given. */
export const plainChallengeProbe = (context: PlanContext): Probe<PlainChallenge> =>
  defineProbe({
    id: 'token-exchange(pkce-plain)',
    needs: {
      configuration: smartConfigurationProbe(context),
      authorization: authorizationProbe(context, {
        name: 'pkce-plain',
        change: { code_challenge: PLAIN, code_challenge_method: 'plain' },
        after: tokenResponseProbe(context),
      }),
    },
    gather: async (io, { configuration, authorization }) => {
      const endpoint = tokenEndpointFor(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      const code = codeFrom(authorization);
      if (code === undefined) {
        await endRound(io, 'pkce-plain');
        return { authorization };
      }
      const form = { ...codeForm(authorization, code), code_verifier: PLAIN };
      const exchange = await io.answer(
        tokenRequest(endpoint.client, endpoint.tokenEndpoint, 'pkce-plain/token', form),
      );
      await endRound(io, 'pkce-plain');
      return { authorization, token: jsonReply(exchange) };
    },
  });
