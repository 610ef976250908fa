import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { activeTokenProbe, ehrTokenProbe, type Introspected } from './introspection.probe.ts';
import { isSkipped, toldOf } from './told.ts';

const CONTEXT = ['patient', 'encounter'] as const;

const REMEDY =
  'Give patient and encounter of the token response with the same values in the introspection response.';

/** SMART App Launch 2, Token Introspection: launch context is repeated. */
export const launchContext = (context: PlanContext) =>
  defineCheck({
    id: 'context',
    level: 'SHALL',
    needs: { active: activeTokenProbe(context) },
    title: 'Introspection repeats the launch context',
    failureTitle: 'Introspection does not repeat the launch context',
    remedy: REMEDY,
    citations: [CITATION.introspection],
    requirements: ['token.introspection.context'],
    judge: ({ active }) => judgeContext(active, CONTEXT),
  });

/** The same for a launch from the EHR, which has an encounter. */
export const ehrContext = (context: PlanContext) =>
  defineCheck({
    id: 'context.ehr',
    level: 'SHALL',
    advice: true,
    needs: { ehr: ehrTokenProbe(context) },
    title: 'Introspection repeats the context of a launch from the EHR',
    failureTitle: 'Introspection does not repeat the context of a launch from the EHR',
    remedy: REMEDY,
    citations: [CITATION.introspection],
    requirements: ['token.introspection.context'],
    judge: ({ ehr }) => judgeContext(ehr, CONTEXT),
  });

function judgeContext({ grant, reply }: Introspected, members: readonly string[]): Judgement {
  const told = toldOf(reply);
  if (isSkipped(told)) return told;
  const given = members.filter((member) => grant.json[member] !== undefined);
  if (given.length === 0) {
    return skip('The launch had no context to repeat.', grant.reply.exchange.index);
  }
  return judged(
    given
      .filter((member) => told[member] !== grant.json[member])
      .map((member) =>
        differs(member, {
          expected: described(grant.json[member]),
          received: described(told[member]),
          exchange: reply.exchange.index,
        }),
      ),
    given.join(' and '),
  );
}
