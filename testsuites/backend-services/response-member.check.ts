import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import type { MemberRow } from '../token/response-member.check.ts';
import { backendGrantProbe } from './backend-token.probe.ts';

/** The same members as of any token response (RFC 6749, 5.1). */
export const backendMember = (context: PlanContext) =>
  defineCheck({
    id: ({ member }: MemberRow) => `response.${member}`,
    level: 'SHALL',
    needs: { grant: backendGrantProbe(context) },
    title: ({ member }) => `Token response to a system has a proper ${member}`,
    failureTitle: ({ member }) => `Token response to a system has no proper ${member}`,
    remedy: ({ member, expected }) => `Give ${member} as ${expected} in the token response.`,
    citations: [CITATION.systemScopes],
    requirements: ({ member }) => [`smart.backend.response.${member}`],
    judge: ({ grant: { json, reply } }, { member, expected, isRight }) => {
      const value = json[member];
      if (isRight(value)) return judged([]);
      const { index: exchange } = reply.exchange;
      return judged([differs(member, { expected, received: described(value), exchange })]);
    },
  });
