import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';
import { unknownRefreshProbe } from '../launch/refresh.probe.ts';

/** RFC 6749, 5.2: a refresh token that was never issued is an invalid grant. */
export const refreshInvalid = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.invalid',
    level: 'SHALL',
    needs: { token: unknownRefreshProbe(context) },
    title: 'Unknown refresh token is refused',
    failureTitle: 'Unknown refresh token is not properly refused',
    remedy: 'Answer HTTP 400 with error invalid_grant to a refresh token you did not issue.',
    citations: [CITATION.subsequentConnection],
    requirements: ['token.refresh.invalid'],
    judge: ({ token }) =>
      judgeRefusal(token, {
        place: 'Refresh with an unknown refresh token',
        statuses: [400, 401],
        errors: ['invalid_grant'],
        bodyWarns: true,
      }),
  });
