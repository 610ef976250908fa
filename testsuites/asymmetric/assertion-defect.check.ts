import { defineCheck, skip, unjudged } from '../../core/check.ts';
import { isLacking } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import type { JsonReply } from '../launch/json-reply.ts';
import { judgeRefusal } from '../launch/oauth-refusal.ts';
import { asymmetricSequenceProbe, notTaken } from './asymmetric.probe.ts';
import type { DefectRow } from './defects.ts';

/** RFC 7523, 3.2: a client whose assertion is not valid is refused with invalid_client. */
export const assertionDefect = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: DefectRow) => `assertion.${name}`,
    level: ({ level }: DefectRow) => level ?? 'SHALL',
    advice: true,
    needs: { sequence: asymmetricSequenceProbe(context) },
    title: ({ what }) => `Client assertion with ${what} is refused`,
    failureTitle: ({ what }) => `Client assertion with ${what} is not properly refused`,
    remedy: ({ what }) =>
      `Answer HTTP 400 or 401 with error invalid_client to a client assertion with ${what}.`,
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ sequence: { byDefect, refresh } }, { name, what }) => {
      if (byDefect === undefined) return skip(notTaken(refresh), refresh.exchange.index);
      const reply = byDefect.get(name);
      if (reply === undefined) return skip('This was not tried.');
      if (isLacking(reply)) return unjudged(reply.lacking, reply.exchange);
      return judgeRefusal(reply as JsonReply, {
        place: `Client assertion with ${what}`,
        statuses: [400, 401],
        errors: ['invalid_client'],
      });
    },
  });
