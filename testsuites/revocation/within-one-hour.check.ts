import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { revokedProbe } from './revocation.probe.ts';

const HOUR = 3600;

/** (g)(10)(vi): within one hour of the patient's request. */
export const withinOneHour = (context: PlanContext) =>
  defineCheck({
    id: 'within-one-hour',
    level: 'SHALL',
    needs: { revoked: revokedProbe(context) },
    title: 'Authorization is revoked within the hour',
    failureTitle: 'Authorization is not revoked',
    remedy: 'Answer HTTP 200 to a revocation request, and end the authorization within one hour.',
    citations: [CITATION.revocation],
    requirements: ['token.revocation.within-one-hour'],
    judge: ({ revoked: { revocation, read, seconds } }) => {
      if (revocation !== undefined && revocation.exchange.response.status !== 200) {
        const { index: exchange } = revocation.exchange;
        const received = describedAnswer(revocation);
        return judged([
          differs('Revocation request', { expected: 'HTTP 200', received, exchange }),
        ]);
      }
      if (read.exchange.response.status !== 200) return judged([], `after ${seconds} s`);
      return seconds >= HOUR
        ? judged([
            differs('Read with a revoked token', {
              expected: 'a refusal within one hour',
              received: `HTTP 200 after ${seconds} s`,
              exchange: read.exchange.index,
            }),
          ])
        : skip(
            `The token still read after ${seconds} s; the rest of the hour was not waited for: set auth.longestRevocationWaitSeconds.`,
            read.exchange.index,
          );
    },
  });
