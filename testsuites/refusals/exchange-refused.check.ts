import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';
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
    judge: ({ token }, { what, statuses, error }) =>
      judgeRefusal(token, { place: `Token request with ${what}`, statuses, errors: [error] }),
  });
