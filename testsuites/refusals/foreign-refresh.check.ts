import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';
import { foreignRefreshProbe } from './foreign-refresh.probe.ts';

/** RFC 6749, 6: a refresh token is bound to the client that it was issued to. */
export const foreignRefresh = (context: PlanContext) =>
  defineCheck({
    id: 'refresh-of-another-client',
    level: 'SHALL',
    advice: true,
    needs: { token: foreignRefreshProbe(context) },
    title: 'Refresh token of another client is refused',
    failureTitle: 'Refresh token of another client is not properly refused',
    remedy: 'Answer HTTP 400 with error invalid_grant to a refresh token of another client.',
    citations: [CITATION.subsequentConnection],
    requirements: [],
    judge: ({ token }) =>
      judgeRefusal(token, {
        place: 'Refresh with the refresh token of another client',
        statuses: [400, 401],
        errors: ['invalid_grant'],
      }),
  });
