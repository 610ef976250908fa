import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { revokedProbe } from './revocation.probe.ts';

const REFUSED = [401, 403, 404];

/** (g)(10)(vi): a revoked access token reads nothing. */
export const accessDenied = (context: PlanContext) =>
  defineCheck({
    id: 'access-denied',
    level: 'SHALL',
    needs: { revoked: revokedProbe(context) },
    title: 'Revoked access token does not read the patient',
    failureTitle: 'Revoked access token reads the patient',
    remedy: 'End the access tokens of an authorization when it is revoked.',
    citations: [CITATION.revocation],
    requirements: ['token.revocation.access-denied'],
    judge: ({ revoked: { read, seconds } }) => {
      const { index: exchange, response } = read.exchange;
      if (REFUSED.includes(response.status)) return judged([], `refused after ${seconds} s`);
      return judged([
        differs('Read with a revoked token', {
          expected: 'HTTP 401, 403 or 404',
          received: `${describedAnswer(read)}, ${seconds} s after the revocation`,
          exchange,
        }),
      ]);
    },
  });
