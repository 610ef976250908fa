import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { refusalProbe, type RefusalRow } from './refusal.probe.ts';
import { unheard } from './unheard.ts';

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
    judge: ({ reply }, { what, statuses, errors }) =>
      unheard(reply) ??
      judgeRefusal(reply, {
        place: `Token request with ${what}`,
        statuses,
        errors,
        bodyWarns: true,
      }),
  });
