import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { standaloneAuthorizationProbe } from '../launch/authorization.probe.ts';
import { described } from '../launch/json-reply.ts';
import { decodedIdTokenProbe } from './id-token.probe.ts';

/**
 * OpenID Connect Core 1.0, 2 and 3.1.2.1: by the code flow apps need not send a nonce, and SMART
 * does not ask them to; what was sent has to come back as it was.
 */
export const idTokenNonce = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.nonce',
    level: 'SHALL',
    advice: true,
    needs: {
      idToken: decodedIdTokenProbe(context),
      authorization: standaloneAuthorizationProbe(context),
    },
    title: 'The id_token repeats the nonce of the request',
    failureTitle: 'The id_token does not repeat the nonce of the request',
    remedy: 'Put the nonce of the authorization request into the id_token, unchanged.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ idToken: { claims, exchange }, authorization: { request } }) => {
      const { nonce } = request;
      if (nonce === undefined) return omit('No nonce was sent: openid was not asked for.');
      if (claims['nonce'] === nonce) return judged([]);
      const contrast = { expected: described(nonce), received: described(claims['nonce']) };
      const severity = claims['nonce'] === undefined ? 'warning' : 'error';
      return judged([differs('nonce', { ...contrast, severity, exchange })]);
    },
  });
