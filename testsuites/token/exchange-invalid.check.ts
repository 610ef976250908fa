import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import {
  type NegativeExchanges,
  negativeExchangesProbe,
} from '../launch/negative-exchange.probe.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';

/** A token request that no server may grant, and the statuses that refuse it. */
export interface InvalidExchangeRow {
  readonly name: 'invalid-code' | 'invalid-client';
  readonly what: string;
  readonly statuses: readonly number[];
  readonly error: string;
  readonly answer: keyof NegativeExchanges;
}

/** RFC 6749, 5.2: invalid_grant is 400, invalid_client may be 401. */
export const INVALID_EXCHANGES: readonly InvalidExchangeRow[] = [
  {
    name: 'invalid-code',
    what: 'a made-up code',
    statuses: [400],
    error: 'invalid_grant',
    answer: 'invalidCode',
  },
  {
    name: 'invalid-client',
    what: 'a made-up client id',
    statuses: [400, 401],
    error: 'invalid_client',
    answer: 'invalidClient',
  },
];

export const exchangeInvalid = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: InvalidExchangeRow) => `exchange.${name}`,
    level: 'SHALL',
    needs: { answers: negativeExchangesProbe(context) },
    title: ({ what }) => `Token endpoint refuses ${what}`,
    failureTitle: ({ what }) => `Token endpoint does not properly refuse ${what}`,
    remedy: ({ what, statuses, error }) =>
      `Answer a token request with ${what} with HTTP ${statuses.join(' or ')} and error ${error}.`,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`token.exchange.${name}`],
    judge: ({ answers }, { what, statuses, error, answer }) =>
      judgeRefusal(answers[answer], {
        place: `Token request with ${what}`,
        statuses,
        errors: [error],
        bodyWarns: true,
      }),
  });
