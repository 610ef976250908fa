import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { refusalProbe, type RefusalRow } from './refusal.probe.ts';

const requirementOf = ({ name }: RefusalRow): string => `smart.backend.${name}`;

export const refusalCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: RefusalRow) => name,
    level: ({ level }) => level,
    needs: (row: RefusalRow) => ({ reply: refusalProbe(context, row) }),
    title: ({ what }) => `Token endpoint refuses systems with ${what}`,
    failureTitle: ({ what }) => `Token endpoint does not properly refuse ${what}`,
    remedy: ({ what, statuses }) =>
      `Answer a token request with ${what} with HTTP ${statuses.join(' or ')}.`,
    citations: [CITATION.systemScopes],
    requirements: (row) => [requirementOf(row)],
    advice: (row) => isAdvice(requirementOf(row), row.level),
    judge: ({ reply }, { what, statuses }) => {
      const { index: exchange, response } = reply.exchange;
      if (statuses.includes(response.status)) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      return judged([
        differs(`Token request with ${what}`, {
          expected: `HTTP ${statuses.join(' or ')}`,
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });
