import { defineCheck, judged } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, mediaType, objectIn, type JsonReply } from '../launch/json-reply.ts';
import { tokenExchangeProbe } from '../launch/token-exchange.probe.ts';

const WHAT = 'Token request with the right code';

/** Answer to a token request that ought to succeed (RFC 6749, 5.1). */
export function tokenAnswerFindings(what: string, token: JsonReply): readonly Finding[] {
  const { index: exchange, response } = token.exchange;
  const body = objectIn(token);
  if (response.status !== 200 || body === undefined) {
    return [
      differs(what, {
        expected: 'HTTP 200 with a JSON object',
        received: describedAnswer(token),
        exchange,
      }),
    ];
  }
  if (mediaType(token.exchange) === 'application/json') return [];
  const received = header(response.headers, 'content-type') ?? 'no such header';
  const severity = 'warning';
  return [differs('Content-Type', { expected: 'application/json', received, exchange, severity })];
}

/** RFC 6749, 4.1.3 and 5.1. */
export const exchangeSuccess = (context: PlanContext) =>
  defineCheck({
    id: 'exchange.success',
    level: 'SHALL',
    needs: { token: tokenExchangeProbe(context) },
    title: 'Token endpoint exchanges the code for tokens',
    failureTitle: 'Token endpoint does not exchange the code for tokens',
    remedy:
      'Answer a token request with the right code, redirect_uri, code_verifier and client authentication with HTTP 200 and JSON.',
    citations: [CITATION.firstConnection],
    requirements: ['token.exchange.success'],
    judge: ({ token }) => judged(tokenAnswerFindings(WHAT, token)),
  });
