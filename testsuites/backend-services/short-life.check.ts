import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { backendGrantProbe } from './backend-token.probe.ts';

const REQUIREMENT = 'smart.backend.response.expires_in-300';

/** SMART App Launch 2, Backend Services: five minutes is the most that is recommended. */
const LONGEST_LIFE_SECONDS = 300;

export const shortLife = (context: PlanContext) =>
  defineCheck({
    id: 'response.expires_in-300',
    level: 'SHOULD',
    needs: { grant: backendGrantProbe(context) },
    title: 'Tokens of systems live for five minutes at most',
    failureTitle: 'Tokens of systems live for more than five minutes',
    remedy: 'Issue tokens of at most 300 seconds to systems; they can ask again at any time.',
    citations: [CITATION.systemScopes],
    requirements: [REQUIREMENT],
    advice: isAdvice(REQUIREMENT, 'SHOULD'),
    judge: ({ grant: { json, reply } }) => {
      const seconds = json['expires_in'];
      const { index: exchange } = reply.exchange;
      if (typeof seconds !== 'number') return skip('expires_in is no number.', exchange);
      if (seconds <= LONGEST_LIFE_SECONDS) return judged([], `${seconds} seconds`);
      return judged([
        differs('expires_in', {
          expected: `at most ${LONGEST_LIFE_SECONDS}`,
          received: String(seconds),
          exchange,
        }),
      ]);
    },
  });
