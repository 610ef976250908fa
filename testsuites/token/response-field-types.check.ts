import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** RFC 6749, 5.1: members that are JSON strings wherever they are. */
const STRINGS = ['access_token', 'token_type', 'scope', 'refresh_token'] as const;

export const responseFieldTypes = (context: PlanContext) =>
  defineCheck({
    id: 'response.field-types',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Members of the token response are of the right type',
    failureTitle: 'Members of the token response are of the wrong type',
    remedy: `Send ${STRINGS.join(', ')} as JSON strings, or leave out what does not apply.`,
    citations: [CITATION.firstConnection],
    requirements: ['token.response.field-types'],
    judge: ({ token: { json, reply } }) =>
      judged(
        STRINGS.filter((name) => json[name] !== undefined && typeof json[name] !== 'string').map(
          (name) =>
            differs(name, {
              expected: 'a string',
              received: described(json[name]),
              exchange: reply.exchange.index,
            }),
        ),
      ),
  });
