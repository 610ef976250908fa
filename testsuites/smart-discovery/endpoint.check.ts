import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { discoveryProbe } from '../launch/smart-configuration.probe.ts';

/** SMART App Launch 2.0, Conformance: using /.well-known. */
export const endpoint = (context: PlanContext) =>
  defineCheck({
    id: 'endpoint',
    level: 'SHALL',
    needs: { discovery: discoveryProbe(context) },
    title: 'SMART configuration is served',
    failureTitle: 'SMART configuration is not served',
    remedy:
      'Answer GET [base]/.well-known/smart-configuration without credentials with HTTP 200 and a JSON object.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.endpoint'],
    judge: ({ discovery }) => {
      const { index: exchange, response } = discovery.exchange;
      if (response.status === 200 && objectIn(discovery) !== undefined) return judged([]);
      return judged([
        differs('GET /.well-known/smart-configuration', {
          expected: 'HTTP 200 with a JSON object',
          received: describedAnswer(discovery),
          exchange,
        }),
      ]);
    },
  });
