import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer, objectIn } from '../launch/json-reply.ts';
import { unknownTokenProbe } from './introspection.probe.ts';

/** RFC 7662, 2.2: an unknown token is not active, which is no error. */
export const inactive = (context: PlanContext) =>
  defineCheck({
    id: 'inactive',
    level: 'SHALL',
    needs: { unknown: unknownTokenProbe(context) },
    title: 'Introspection tells that an unknown token is not active',
    failureTitle: 'Introspection does not tell that an unknown token is not active',
    remedy: 'Answer HTTP 200 with active as the boolean false for a token you did not issue.',
    citations: [CITATION.introspection],
    requirements: ['token.introspection.inactive'],
    judge: ({ unknown }) => {
      const { index: exchange, response } = unknown.exchange;
      const json = objectIn(unknown);
      if (response.status !== 200 || json === undefined) {
        const received = describedAnswer(unknown);
        const expected = 'HTTP 200 with active false';
        return judged([
          differs('Introspection of an unknown token', { expected, received, exchange }),
        ]);
      }
      const { active } = json;
      return judged(
        active === false
          ? []
          : [differs('active', { expected: 'false', received: described(active), exchange })],
      );
    },
  });
