import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { refreshedTokensProbe } from './refreshed-tokens.probe.ts';
import { MEMBERS } from './response-member.check.ts';

/** RFC 6749, 6: a refresh is answered like any other token request. */
export const refreshBody = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.body',
    level: 'SHALL',
    needs: { tokens: refreshedTokensProbe(context) },
    title: 'Refresh response has all that a token response has',
    failureTitle: 'Refresh response lacks what a token response has',
    remedy: `Give ${MEMBERS.map(({ member }) => member).join(', ')} in refresh responses as in the first.`,
    citations: [CITATION.subsequentConnection],
    requirements: ['token.refresh.body'],
    judge: ({ tokens }) =>
      judged(
        tokens.flatMap(({ json, reply }) =>
          MEMBERS.filter(({ member, isRight }) => !isRight(json[member])).map(
            ({ member, expected }) =>
              differs(member, {
                expected,
                received: described(json[member]),
                exchange: reply.exchange.index,
              }),
          ),
        ),
        `${tokens.length} refreshes`,
      ),
  });
