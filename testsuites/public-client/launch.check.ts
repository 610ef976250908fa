import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { publicLaunch } from './public-launch.ts';

/** SMART App Launch 2, client-public: no secret, bound by PKCE alone. */
export const launch = (context: PlanContext) => {
  const app = publicLaunch(context);
  return defineCheck({
    id: 'launch',
    level: 'SHALL',
    needs: { token: appExchangeProbe(context, app) },
    title: 'Public client completes a standalone launch',
    failureTitle: 'Public client does not complete a standalone launch',
    remedy:
      'Accept client_id in the body of the token request, with PKCE and without an Authorization header, for apps registered as public.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.public.launch'],
    judge: ({ token }) => {
      if (app.client?.clientSecret !== undefined || app.client?.signingKey !== undefined) {
        return skip('auth.clients.public has a secret or a key, so it is no public client.');
      }
      const { index: exchange, response } = token.exchange;
      if (response.status === 200 && objectIn(token)?.['access_token'] !== undefined) {
        return judged([]);
      }
      return judged([
        differs('Token request of a public client', {
          expected: 'HTTP 200 with an access token',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
};
