import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { type RefusedExchangeRow, refusedExchangeProbe } from './refused-exchange.probe.ts';

/** RFC 6749, 5.2: what is wrong in a token request is told with an error, and brings no tokens. */
export const exchangeRefused = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: RefusedExchangeRow) => name,
    level: 'SHALL',
    advice: true,
    needs: (row) => ({ token: refusedExchangeProbe(context, row) }),
    title: ({ what }) => `Token endpoint refuses ${what}`,
    failureTitle: ({ what }) => `Token endpoint does not properly refuse ${what}`,
    remedy: ({ what, statuses, error }) =>
      `Answer a token request with ${what} with HTTP ${statuses.join(' or ')} and error ${error}.`,
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ token }, { what, statuses }) => {
      const { index: exchange, response } = token.exchange;
      if (statuses.includes(response.status)) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      return judged([
        differs(`Token request with ${what}`, {
          expected: `HTTP ${statuses.join(' or ')}`,
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
