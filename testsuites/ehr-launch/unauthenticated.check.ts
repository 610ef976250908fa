import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { unauthenticatedReadProbe } from '../launch/patient-context.probe.ts';

/** SMART App Launch 2: nothing is read without a token, in the EHR launch neither. */
export const unauthenticated = (context: PlanContext) =>
  defineCheck({
    id: 'unauthenticated-401',
    level: 'SHALL',
    needs: { read: unauthenticatedReadProbe(context) },
    title: 'Patient cannot be read without a token',
    failureTitle: 'Patient is not refused to who has no token',
    remedy: 'Answer HTTP 401 to requests without a bearer token.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.unauthenticated-401'],
    judge: ({ read }) => {
      const { index: exchange, response } = read.exchange;
      if (response.status === 401) return judged([]);
      const received = describedAnswer(read);
      return judged([
        differs('Read without a token', { expected: 'HTTP 401', received, exchange }),
      ]);
    },
  });
