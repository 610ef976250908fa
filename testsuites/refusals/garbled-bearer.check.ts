import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { challengeFindings } from './bearer-challenge.ts';
import { garbledBearerProbe } from './bearer.probe.ts';

/** RFC 6750, 3.1: a token that is not valid is answered with 401. */
export const garbledBearer = (context: PlanContext) =>
  defineCheck({
    id: 'garbled-bearer',
    level: 'SHALL',
    advice: true,
    needs: { read: garbledBearerProbe(context) },
    title: 'Made-up access token is refused',
    failureTitle: 'Made-up access token is not properly refused',
    remedy: 'Answer HTTP 401 to a request whose bearer token you did not issue.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ read }) => {
      const { index: exchange, response } = read.exchange;
      if (response.status === 401) return judged(challengeFindings(read));
      return judged([
        differs('Read with a made-up access token', {
          expected: 'HTTP 401',
          received: describedAnswer(read),
          exchange,
        }),
      ]);
    },
  });
