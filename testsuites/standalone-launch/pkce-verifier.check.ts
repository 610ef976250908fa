import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { type VerifierRow, wrongVerifierProbe } from '../launch/negative-exchange.probe.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';

/** RFC 7636, 4.6: without the right verifier there are no tokens. */
export const pkceVerifier = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: VerifierRow) => `pkce.verifier.${name}`,
    level: 'SHALL',
    needs: (row) => ({ token: wrongVerifierProbe(context, row) }),
    title: ({ what }) => `Code is not exchanged with ${what}`,
    failureTitle: ({ what }) => `Code is exchanged with ${what}`,
    remedy: ({ what }) =>
      `Answer HTTP 400 with error invalid_grant to a token request with ${what} when the code was bound to an S256 challenge.`,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`smart.pkce.verifier.${name}`],
    judge: ({ token }, { what }) =>
      judgeRefusal(token, {
        place: `Token request with ${what}`,
        statuses: [400, 401],
        // A verifier that is not there makes the request incomplete, too (RFC 6749, 5.2).
        errors: ['invalid_grant', 'invalid_request'],
        bodyWarns: true,
      }),
  });
