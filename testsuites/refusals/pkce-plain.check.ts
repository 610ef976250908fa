import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { plainChallengeProbe } from './pkce-plain.probe.ts';
import { judgeNoCode } from './refused-authorization.ts';

/** SMART App Launch 2, 2.0.7: servers support S256 and do not support plain. */
export const pkcePlain = (context: PlanContext) =>
  defineCheck({
    id: 'pkce-plain',
    level: 'SHALL',
    advice: true,
    needs: { plain: plainChallengeProbe(context) },
    title: 'Challenge by the method plain brings no tokens',
    failureTitle: 'Challenge by the method plain brings tokens',
    remedy: 'Refuse authorization requests whose code_challenge_method is plain.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ plain: { authorization, token } }) => {
      const what = 'Authorization request with code_challenge_method plain';
      if (token === undefined) return judgeNoCode(authorization, what);
      const { index: exchange, response } = token.exchange;
      if (response.status >= 400 && response.status < 500) {
        return judged([], `the code was not exchanged: HTTP ${response.status}`);
      }
      return judged([
        differs(what, {
          expected: 'no code, or a code that is not exchanged',
          received: describedAnswer(token),
          exchange,
        }),
      ]);
    },
  });
