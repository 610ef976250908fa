import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { standaloneAuthorizationProbe, withoutCode } from '../launch/authorization.probe.ts';
import { described } from '../launch/json-reply.ts';

/** RFC 6749, 4.1.2: state comes back exactly as it was sent. */
export const redirectState = (context: PlanContext) =>
  defineCheck({
    id: 'redirect.state',
    level: 'SHALL',
    needs: { authorization: standaloneAuthorizationProbe(context) },
    title: 'Redirect repeats the state unchanged',
    failureTitle: 'Redirect does not repeat the state',
    remedy: 'Put the state parameter of the authorization request into the redirect, unchanged.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.redirect.state'],
    judge: ({ authorization }) => {
      const { request, outcome } = authorization;
      if (outcome.kind !== 'redirected') return skip(withoutCode(authorization), outcome.exchange);
      const { state } = outcome.parameters;
      if (state === request.state) return judged([]);
      return judged([
        differs('state', {
          expected: `"${request.state}"`,
          received: described(state),
          exchange: outcome.exchange,
        }),
      ]);
    },
  });
