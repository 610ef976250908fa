import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { revokedProbe } from './revocation.probe.ts';

/** (g)(10)(vi): a revoked refresh token brings no new tokens. */
export const refreshDenied = (context: PlanContext) =>
  defineCheck({
    id: 'refresh-denied',
    level: 'SHALL',
    needs: { revoked: revokedProbe(context) },
    title: 'Revoked refresh token is refused',
    failureTitle: 'Revoked refresh token is not properly refused',
    remedy: 'Answer HTTP 400 with error invalid_grant to a refresh token that was revoked.',
    citations: [CITATION.revocation],
    requirements: ['token.revocation.refresh-denied'],
    judge: ({ revoked: { refresh } }) => {
      if (refresh === undefined) return skip('The launch brought no refresh token to revoke.');
      const { index: exchange, response } = refresh.exchange;
      if (response.status === 400 || response.status === 401) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      const received = describedAnswer(refresh);
      return judged([
        differs('Refresh with a revoked token', {
          expected: 'HTTP 400 or 401',
          received,
          exchange,
        }),
      ]);
    },
  });
