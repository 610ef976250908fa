import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
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
    judge: ({ token }) => {
      const { index: exchange, response } = token.exchange;
      if (response.status === 400 || response.status === 401) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      return judged([
        differs('Refresh with an unknown refresh token', {
          expected: 'HTTP 400 or 401',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
