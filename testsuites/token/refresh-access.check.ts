import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { refreshedReadProbe } from '../launch/refresh.probe.ts';

/** SMART App Launch 2.0, refresh: the new token does what the old one did. */
export const refreshAccess = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.access',
    level: 'SHALL',
    needs: { read: refreshedReadProbe(context) },
    title: 'Refreshed token reads the patient',
    failureTitle: 'Refreshed token does not read the patient',
    remedy: 'Let an access token from a refresh read what the first one could.',
    citations: [CITATION.subsequentConnection],
    requirements: ['token.refresh.access'],
    judge: ({ read }) => {
      const { index: exchange, response } = read.exchange;
      if (response.status === 200 && objectIn(read)?.['resourceType'] === 'Patient') {
        return judged([]);
      }
      return judged([
        differs('Patient read with the refreshed token', {
          expected: 'HTTP 200 with the Patient',
          received: describedAnswer(read),
          exchange,
        }),
      ]);
    },
  });
