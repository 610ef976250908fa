import type { SigningAlgorithm } from '../../core/client-key.ts';
import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { isLacking } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { asymmetricSequenceProbe } from './asymmetric.probe.ts';

/** SMART App Launch 2, Client Authentication: Asymmetric: servers support RS384 and ES384. */
export const algorithm = (context: PlanContext) =>
  defineCheck({
    id: (alg: SigningAlgorithm) => `alg.${alg.toLowerCase()}`,
    level: 'SHALL',
    advice: true,
    needs: { sequence: asymmetricSequenceProbe(context) },
    title: (alg) => `Client assertion signed with ${alg} is accepted`,
    failureTitle: (alg) => `Client assertion signed with ${alg} is not accepted`,
    remedy: (alg) => `Verify client assertions that are signed with ${alg}.`,
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ sequence }, alg) => {
      const reply = sequence.byAlgorithm.get(alg);
      if (reply === undefined) return skip(`${alg} was not tried.`);
      if (isLacking(reply)) return skip(reply.lacking, reply.exchange);
      const { index: exchange, response } = (reply as JsonReply).exchange;
      if (response.status === 200) return judged([]);
      const received = describedAnswer(reply as JsonReply);
      return judged([
        differs(`Refresh with an assertion signed with ${alg}`, {
          expected: 'HTTP 200',
          received,
          exchange,
        }),
      ]);
    },
  });
