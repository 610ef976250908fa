import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { expiredTokenProbe } from '../launch/expired-token.probe.ts';
import { describedAnswer } from '../launch/json-reply.ts';

/** RFC 6749, 5.1: expires_in is the lifetime of the access token. */
export const responseLifetime = (context: PlanContext) =>
  defineCheck({
    id: 'response.lifetime',
    level: 'SHALL',
    advice: true,
    needs: { expired: expiredTokenProbe(context) },
    title: 'Access token lives as long as expires_in says',
    failureTitle: 'Access token ends before expires_in says',
    remedy: 'Give in expires_in the seconds for which the access token is accepted.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ expired: { life, midRead } }) => {
      if (midRead === undefined) {
        return skip('No read was made surely before the end of the token.');
      }
      const { index: exchange, response } = midRead.exchange;
      if (response.status === 200) return judged([], `of ${life} seconds`);
      return judged([
        differs('Read within the life of the token', {
          expected: 'HTTP 200',
          received: describedAnswer(midRead),
          exchange,
        }),
      ]);
    },
  });
