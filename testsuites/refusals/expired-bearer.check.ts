import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { expiredTokenProbe } from '../launch/expired-token.probe.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { challengeFindings } from './bearer-challenge.ts';

/** RFC 6750, 3.1: a token that has expired is answered with 401. */
export const expiredBearer = (context: PlanContext) =>
  defineCheck({
    id: 'expired-bearer',
    level: 'SHALL',
    advice: true,
    needs: { expired: expiredTokenProbe(context) },
    title: 'Expired access token is refused',
    failureTitle: 'Expired access token is not properly refused',
    remedy: 'Answer HTTP 401 to a request whose bearer token lived longer than expires_in said.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ expired: { life, read, lateRead } }) => {
      const last = lateRead ?? read;
      const { index: exchange, response } = last.exchange;
      if (response.status === 401) {
        return judged(
          challengeFindings(last),
          lateRead === undefined
            ? `after the ${life} seconds that it was to live`
            : `some time after the ${life} seconds that it was to live`,
        );
      }
      return judged([
        differs('Read with an expired access token', {
          expected: 'HTTP 401',
          received: describedAnswer(last),
          exchange,
        }),
      ]);
    },
  });
