import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { expiredTokenProbe } from '../launch/expired-token.probe.ts';
import { described, describedAnswer, objectIn } from '../launch/json-reply.ts';

/** RFC 7662, 2.2: a token that has expired is not active. */
export const expired = (context: PlanContext) =>
  defineCheck({
    id: 'expired',
    level: 'SHALL',
    advice: true,
    needs: { expired: expiredTokenProbe(context) },
    title: 'Introspection tells that an expired token is not active',
    failureTitle: 'Introspection does not tell that an expired token is not active',
    remedy: 'Answer HTTP 200 with active as the boolean false for a token that has expired.',
    citations: [CITATION.introspection],
    requirements: [],
    judge: ({ expired: { introspection, lateRead } }) => {
      if (introspection === undefined) {
        return skip('The expired token was not introspected: there is no endpoint for it.');
      }
      const { index: exchange, response } = introspection.exchange;
      const json = objectIn(introspection);
      if (response.status !== 200 || json === undefined) {
        return judged([
          differs('Introspection of an expired token', {
            expected: 'HTTP 200 with active false',
            received: describedAnswer(introspection),
            exchange,
          }),
        ]);
      }
      const { active } = json;
      if (active === false) {
        return judged([], lateRead === undefined ? undefined : 'some time after its end');
      }
      return judged([
        differs('active', { expected: 'false', received: described(active), exchange }),
      ]);
    },
  });
