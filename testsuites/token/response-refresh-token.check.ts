import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** SMART App Launch 2.0, scopes for requesting a refresh token. */
export const responseRefreshToken = (context: PlanContext) =>
  defineCheck({
    id: 'response.refresh_token',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Token response has a refresh token',
    failureTitle: 'Token response has no refresh token',
    remedy: 'Issue a refresh_token whenever offline_access is granted.',
    citations: [CITATION.refreshConfidential],
    requirements: ['token.response.refresh_token'],
    judge: ({ token: { json, granted, reply } }) => {
      const { index: exchange } = reply.exchange;
      if (!granted.includes('offline_access')) {
        return skip('offline_access was not granted.', exchange);
      }
      const { refresh_token: refreshToken } = json;
      // Its type is looked at together with that of the other members.
      if (refreshToken !== undefined && refreshToken !== null && refreshToken !== '') {
        return judged([]);
      }
      return judged([
        differs('refresh_token', {
          expected: 'a refresh token',
          received: described(refreshToken),
          exchange,
        }),
      ]);
    },
  });
