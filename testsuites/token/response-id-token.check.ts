import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** SMART App Launch 2.0, scopes for requesting identity data. */
export const responseIdToken = (context: PlanContext) =>
  defineCheck({
    id: 'response.id_token',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Token response has an id_token',
    failureTitle: 'Token response has no id_token',
    remedy: 'Send an id_token with the tokens whenever openid and fhirUser are granted.',
    citations: [CITATION.firstConnection],
    requirements: ['token.response.id_token'],
    judge: ({ token: { json, granted, reply } }) => {
      const { index: exchange } = reply.exchange;
      if (!granted.includes('openid') || !granted.includes('fhirUser')) {
        return skip('openid and fhirUser were not both granted.', exchange);
      }
      const { id_token: idToken } = json;
      if (typeof idToken === 'string' && idToken !== '') return judged([]);
      return judged([
        differs('id_token', { expected: 'a JWT', received: described(idToken), exchange }),
      ]);
    },
  });
