import { defineCheck, judged, skip, unjudged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isLacking } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { asymmetricSequenceProbe, notTaken } from './asymmetric.probe.ts';
import type { DefectRow } from './defects.ts';

/** RFC 7523, 3.2: a client whose assertion is not valid is refused with invalid_client. */
export const assertionDefect = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: DefectRow) => `assertion.${name}`,
    level: 'SHALL',
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
      const { index: exchange, response } = (reply as JsonReply).exchange;
      if (response.status === 400 || response.status === 401) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      return judged([
        differs(`Client assertion with ${what}`, {
          expected: 'HTTP 400 or 401',
          received: describedAnswer(reply as JsonReply),
          exchange,
        }),
      ]);
    },
  });
