import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { authorizationProbe } from '../launch/authorization.probe.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { judgeNoCode } from './refused-authorization.ts';

/** RFC 7636, 4.4.1, and SMART App Launch 2: every app binds its code to a challenge. */
export const pkceMissing = (context: PlanContext) =>
  defineCheck({
    id: 'pkce-missing',
    level: 'SHOULD',
    advice: true,
    needs: {
      authorization: authorizationProbe(context, {
        name: 'pkce-missing',
        change: { code_challenge: undefined, code_challenge_method: undefined },
        after: tokenResponseProbe(context),
        endsWithLogin: true,
      }),
    },
    title: 'Authorization without PKCE brings no code',
    failureTitle: 'Authorization without PKCE brings a code',
    remedy: 'Refuse authorization requests without code_challenge with error invalid_request.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ authorization }) =>
      judgeNoCode(authorization, 'Authorization request without code_challenge'),
  });
