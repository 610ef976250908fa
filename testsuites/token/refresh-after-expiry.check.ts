import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { expiredTokenProbe } from '../launch/expired-token.probe.ts';
import { describedAnswer } from '../launch/json-reply.ts';

/** RFC 6749, 1.5: it is for the time after the access token's end that a refresh token is. */
export const refreshAfterExpiry = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.after-expiry',
    level: 'SHALL',
    advice: true,
    needs: { expired: expiredTokenProbe(context) },
    title: 'Refresh token works when the access token has expired',
    failureTitle: 'Refresh token does not work when the access token has expired',
    remedy: 'Let refresh tokens outlive the access tokens that they were issued with.',
    citations: [CITATION.subsequentConnection],
    requirements: [],
    judge: ({ expired: { refresh, refreshedRead } }) => {
      if (refresh === undefined) return skip('There was no refresh token to use.');
      if (refresh.exchange.response.status !== 200 || refreshedRead === undefined) {
        return judged([
          differs('Refresh after expiry', {
            expected: 'HTTP 200 with an access token',
            received: describedAnswer(refresh),
            exchange: refresh.exchange.index,
          }),
        ]);
      }
      if (refreshedRead.exchange.response.status === 200) return judged([]);
      return judged([
        differs('Read with the refreshed token', {
          expected: 'HTTP 200',
          received: describedAnswer(refreshedRead),
          exchange: refreshedRead.exchange.index,
        }),
      ]);
    },
  });
