import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { type VerifierRow, wrongVerifierProbe } from '../launch/negative-exchange.probe.ts';

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
    judge: ({ token }, { what }) => {
      const { index: exchange, response } = token.exchange;
      if (response.status === 400 || response.status === 401) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      return judged([
        differs(`Token request with ${what}`, {
          expected: 'HTTP 400 or 401',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
