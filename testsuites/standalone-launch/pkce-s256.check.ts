import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { tokenExchangeProbe } from '../launch/token-exchange.probe.ts';

/** Errors by which a server says that code and verifier do not go together (RFC 7636, 4.6). */
const ABOUT_THE_CODE = new Set(['invalid_grant', 'invalid_request']);

/** SMART App Launch 2.0, PKCE: the right verifier opens the code. */
export const pkceS256 = (context: PlanContext) =>
  defineCheck({
    id: 'pkce.s256',
    level: 'SHALL',
    needs: { token: tokenExchangeProbe(context) },
    title: 'Code bound to an S256 challenge is exchanged with its verifier',
    failureTitle: 'Code bound to an S256 challenge is not exchanged with its verifier',
    remedy:
      'Compare code_challenge with BASE64URL(SHA256(code_verifier)), without padding, and grant the tokens when they are equal.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.pkce.s256'],
    judge: ({ token }) => {
      const { index: exchange, response } = token.exchange;
      if (response.status === 200) return judged([]);
      const error = objectIn(token)?.['error'];
      if (response.status !== 400 || (error !== undefined && !ABOUT_THE_CODE.has(String(error)))) {
        return skip(
          `The exchange failed for another reason: the token endpoint answered ${describedAnswer(token)}.`,
          exchange,
        );
      }
      return judged([
        differs('Token request with the right code_verifier', {
          expected: 'HTTP 200',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
