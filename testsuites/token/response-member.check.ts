import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** A member that every token response has, and how it is known to be right. */
export interface MemberRow {
  readonly member: 'access_token' | 'token_type' | 'expires_in' | 'scope';
  readonly expected: string;
  readonly isRight: (value: JsonValue | undefined) => boolean;
}

/** RFC 6749, 5.1; SMART App Launch 2.0 and certification make all four mandatory. */
export const MEMBERS: readonly MemberRow[] = [
  {
    member: 'access_token',
    expected: 'a non-empty string',
    isRight: (value) => typeof value === 'string' && value !== '',
  },
  {
    member: 'token_type',
    expected: '"Bearer"',
    isRight: (value) => typeof value === 'string' && value.toLowerCase() === 'bearer',
  },
  { member: 'expires_in', expected: 'a number', isRight: (value) => typeof value === 'number' },
  { member: 'scope', expected: 'a string', isRight: (value) => typeof value === 'string' },
];

export const responseMember = (context: PlanContext) =>
  defineCheck({
    id: ({ member }: MemberRow) => `response.${member}`,
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: ({ member }) => `Token response has a proper ${member}`,
    failureTitle: ({ member }) => `Token response has no proper ${member}`,
    remedy: ({ member, expected }) => `Give ${member} as ${expected} in the token response.`,
    citations: [CITATION.firstConnection],
    requirements: ({ member }) => [`token.response.${member}`],
    judge: ({ token: { json, reply } }, { member, expected, isRight }) => {
      const value = json[member];
      if (isRight(value)) return judged([]);
      const { index: exchange } = reply.exchange;
      return judged([differs(member, { expected, received: described(value), exchange })]);
    },
  });
