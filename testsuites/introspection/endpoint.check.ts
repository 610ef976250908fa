import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { activeTokenProbe } from './introspection.probe.ts';

/** RFC 7662, 2.2: the answer is JSON under HTTP 200. */
export const endpoint = (context: PlanContext) =>
  defineCheck({
    id: 'endpoint',
    level: 'SHALL',
    needs: { active: activeTokenProbe(context) },
    title: 'Introspection endpoint answers',
    failureTitle: 'Introspection endpoint does not answer as it should',
    remedy:
      'Answer a form-encoded POST of token, sent by an authenticated client, with HTTP 200 and a JSON object.',
    citations: [CITATION.introspection],
    requirements: ['token.introspection.endpoint', 'token.introspection.launch'],
    judge: ({ active: { reply } }) => {
      const { index: exchange, response } = reply.exchange;
      if (response.status === 200 && objectIn(reply) !== undefined) return judged([]);
      return judged([
        differs('Introspection', {
          expected: 'HTTP 200 with a JSON object',
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });
