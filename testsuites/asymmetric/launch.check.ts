import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { asymmetricLaunch } from './asymmetric.probe.ts';

/** SMART App Launch 2, client-confidential-asymmetric. */
export const launch = (context: PlanContext) =>
  defineCheck({
    id: 'launch',
    level: 'SHALL',
    needs: { token: appExchangeProbe(context, asymmetricLaunch(context)) },
    title: 'Client with a key completes a standalone launch',
    failureTitle: 'Client with a key does not complete a standalone launch',
    remedy:
      'Accept client_assertion_type and a client_assertion signed with RS384 or ES384 by a registered key in the code exchange.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.asymmetric.launch'],
    judge: ({ token }) => {
      const { index: exchange, response } = token.exchange;
      if (response.status === 200 && objectIn(token)?.['access_token'] !== undefined) {
        return judged([]);
      }
      return judged([
        differs('Token request with a client assertion', {
          expected: 'HTTP 200 with an access token',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
