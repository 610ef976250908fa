import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, objectIn } from '../launch/json-reply.ts';
import { revokedProbe } from './revocation.probe.ts';

/** RFC 7662, 2.2: a revoked token is not active. */
export const introspected = (context: PlanContext) =>
  defineCheck({
    id: 'introspected',
    level: 'SHALL',
    advice: true,
    needs: { revoked: revokedProbe(context) },
    title: 'Introspection tells that a revoked token is not active',
    failureTitle: 'Introspection does not tell that a revoked token is not active',
    remedy: 'Give active as false for a token that was revoked.',
    citations: [CITATION.introspection],
    requirements: [],
    judge: ({ revoked: { introspection } }) => {
      if (introspection === undefined) return omit('There is no introspection endpoint.');
      const active = objectIn(introspection)?.['active'];
      const { index: exchange } = introspection.exchange;
      return judged(
        active === false
          ? []
          : [differs('active', { expected: 'false', received: described(active), exchange })],
      );
    },
  });
