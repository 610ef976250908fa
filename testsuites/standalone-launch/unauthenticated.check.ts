import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { unauthenticatedReadProbe } from '../launch/patient-context.probe.ts';

/** RFC 6750, 3.1: a request without a token is answered with 401. */
export const unauthenticated = (context: PlanContext) =>
  defineCheck({
    id: 'unauthenticated-401',
    level: 'SHALL',
    needs: { read: unauthenticatedReadProbe(context) },
    title: 'Patient data are refused without a token',
    failureTitle: 'Patient data are not refused with HTTP 401 without a token',
    remedy: 'Answer FHIR requests that carry no access token with HTTP 401.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.unauthenticated-401'],
    judge: ({ read: { exchange } }) => {
      const { status } = exchange.response;
      if (status === 401) return judged([]);
      return judged([
        differs('Patient read without a token', {
          expected: 'HTTP 401',
          received: `HTTP ${status}`,
          exchange: exchange.index,
        }),
      ]);
    },
  });
