import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { standaloneClient } from '../launch/client.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { tokenExchangeProbe } from '../launch/token-exchange.probe.ts';

/** SMART App Launch 2.0, client authentication: confidential clients use HTTP Basic. */
export const tokenBasicAuth = (context: PlanContext) => {
  const isConfidential = standaloneClient(context)?.clientSecret !== undefined;
  return defineCheck({
    id: 'token.basic-auth',
    level: 'SHALL',
    needs: { token: tokenExchangeProbe(context) },
    title: 'Token endpoint authenticates a client by HTTP Basic',
    failureTitle: 'Token endpoint does not authenticate a client by HTTP Basic',
    remedy:
      'Accept client id and secret, each form-encoded, in the Authorization header of the token request, with no client_id in the body.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.token.basic-auth'],
    judge: ({ token }) => {
      if (!isConfidential) {
        return skip('The client is public: give it a clientSecret to show HTTP Basic.');
      }
      const { index: exchange, response } = token.exchange;
      if (response.status === 200) return judged([]);
      const error = objectIn(token)?.['error'];
      const received = describedAnswer(token);
      if (response.status !== 401 && error !== 'invalid_client') {
        return skip(
          `The exchange failed for another reason: the token endpoint answered ${received}.`,
          exchange,
        );
      }
      return judged([
        differs('Token request with HTTP Basic', { expected: 'HTTP 200', received, exchange }),
      ]);
    },
  });
};
