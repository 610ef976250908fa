import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { ehrLaunch } from './ehr.probe.ts';

/** RFC 7636, 4.6, in the EHR launch. */
export const pkceS256 = (context: PlanContext) =>
  defineCheck({
    id: 'pkce.s256',
    level: 'SHALL',
    needs: { token: appExchangeProbe(context, ehrLaunch(context)) },
    title: 'Code of the EHR launch is exchanged with the verifier of its challenge',
    failureTitle: 'Code of the EHR launch is not exchanged with the verifier of its challenge',
    remedy: 'Accept the code_verifier whose S256 hash is the code_challenge of the request.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.pkce.s256'],
    judge: ({ token }) => {
      const { index: exchange, response } = token.exchange;
      if (response.status === 200) return judged([]);
      const received = describedAnswer(token);
      return judged([differs('Token request', { expected: 'HTTP 200', received, exchange })]);
    },
  });
