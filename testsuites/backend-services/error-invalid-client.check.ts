import { defineCheck, judged, type Needs, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { REFUSALS, refusalProbe } from './refusal.probe.ts';
import { isUnheard } from './unheard.ts';

const REQUIREMENT = 'smart.backend.error-invalid_client';

/** Defects that let the client's authentication fail, and nothing else. */
const OF_ASSERTIONS = REFUSALS.filter(({ change }) => change !== undefined);

/** RFC 6749, 5.2: what the error of a failed client authentication is called. */
export const errorInvalidClient = (context: PlanContext) =>
  defineCheck({
    id: 'error-invalid_client',
    level: 'SHALL',
    needs: Object.fromEntries(
      OF_ASSERTIONS.map((row) => [row.name, refusalProbe(context, row)]),
    ) as Needs,
    title: 'Bad assertions are refused as invalid_client',
    failureTitle: 'Bad assertions are not refused as invalid_client',
    remedy: 'Answer with a JSON object whose error is "invalid_client" (RFC 6749, 5.2).',
    citations: [CITATION.systemScopes],
    requirements: [REQUIREMENT],
    advice: isAdvice(REQUIREMENT, 'SHALL'),
    judge: (replies) => {
      const refused = OF_ASSERTIONS.flatMap((row) => {
        const reply = (replies as Readonly<Record<string, JsonReply | undefined>>)[row.name];
        const isRefused = reply !== undefined && reply.exchange.response.status >= 400;
        return isRefused && !isUnheard(reply) ? [{ row, reply }] : [];
      });
      if (refused.length === 0) return skip('No bad assertion was refused.');
      const findings = refused
        .filter(({ reply }) => objectIn(reply)?.['error'] !== 'invalid_client')
        .map(({ row, reply }) =>
          differs('error', {
            expected: '"invalid_client"',
            received: describedAnswer(reply),
            exchange: reply.exchange.index,
            remedy: `Refuse ${row.what} with error "invalid_client".`,
          }),
        );
      return judged(findings, `${refused.length} refusals`);
    },
  });
