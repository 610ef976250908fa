import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { backendTokenProbe } from './backend-token.probe.ts';
import { unheard } from './unheard.ts';

/** SMART App Launch 2, Backend Services, access token response; 201 is seen and borne too. */
export const success = (context: PlanContext) =>
  defineCheck({
    id: 'success',
    level: 'SHALL',
    needs: { reply: backendTokenProbe(context) },
    title: 'Token endpoint grants a token to a system with a signed assertion',
    failureTitle: 'Token endpoint grants no token to a system with a signed assertion',
    remedy:
      'Answer a client_credentials request whose assertion is signed by a registered key with HTTP 200 and a token.',
    citations: [CITATION.systemScopes],
    requirements: ['smart.backend.success'],
    judge: ({ reply }) => {
      const { index: exchange, response } = reply.exchange;
      if ([200, 201].includes(response.status)) return judged([], `HTTP ${response.status}`);
      const busy = unheard(reply);
      if (busy !== undefined) return busy;
      return judged([
        differs('Token request of a system', {
          expected: 'HTTP 200',
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });
