import type { SigningAlgorithm } from '../../core/client-key.ts';
import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { askForToken, backendEndpoint, backendGrantProbe } from './backend-token.probe.ts';
import { unheard } from './unheard.ts';

/** Answer to a right request whose assertion is signed with this algorithm. */
const algorithmProbe = (context: PlanContext, alg: SigningAlgorithm): Probe<JsonReply> =>
  defineProbe({
    id: `backend-token(${alg})`,
    needs: { configuration: smartConfigurationProbe(context), grant: backendGrantProbe(context) },
    gather: async (io, { configuration }) => {
      const endpoint = backendEndpoint(context, configuration);
      if ('lacking' in endpoint) return endpoint;
      return askForToken(io, { ...endpoint, key: `backend/${alg}`, change: { alg } });
    },
  });

/** SMART App Launch 2, Client Authentication: Asymmetric: servers support RS384 and ES384. */
export const backendAlgorithm = (context: PlanContext) =>
  defineCheck({
    id: (alg: SigningAlgorithm) => `alg.${alg.toLowerCase()}`,
    level: 'SHALL',
    advice: true,
    needs: (alg) => ({ reply: algorithmProbe(context, alg) }),
    title: (alg) => `System that signs with ${alg} gets a token`,
    failureTitle: (alg) => `System that signs with ${alg} gets no token`,
    remedy: (alg) => `Verify client assertions that are signed with ${alg}.`,
    citations: [CITATION.systemScopes],
    requirements: [],
    judge: ({ reply }, alg) => {
      const { index: exchange, response } = reply.exchange;
      if ([200, 201].includes(response.status)) return judged([]);
      const busy = unheard(reply);
      if (busy !== undefined) return busy;
      return judged([
        differs(`Token request signed with ${alg}`, {
          expected: 'HTTP 200',
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });
