import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { standaloneClient } from '../launch/client.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { limitedLaunch } from './limited.probe.ts';

/** (g)(10) test procedure, limited access: nothing changes but what the user lets through. */
export const launch = (context: PlanContext) => {
  const limited = limitedLaunch(context);
  const full = standaloneClient(context);
  const isSame =
    limited.client?.clientId === full?.clientId && limited.client?.scopes === full?.scopes;
  return defineCheck({
    id: 'launch',
    level: 'SHALL',
    needs: { token: appExchangeProbe(context, limited) },
    title: 'Launch with limited access succeeds for the same app',
    failureTitle: 'Launch with limited access does not succeed for the same app',
    remedy: 'Let the user allow a part of what the app asks for, and grant that part.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.limited.launch'],
    judge: ({ token }) => {
      if (!isSame) {
        return skip(
          'auth.clients.limited is another client, or asks for other scopes, than auth.clients.standalone.',
        );
      }
      const { index: exchange, response } = token.exchange;
      if (response.status === 200 && objectIn(token) !== undefined) return judged([]);
      const received = describedAnswer(token);
      return judged([
        differs('Token request', { expected: 'HTTP 200 with tokens', received, exchange }),
      ]);
    },
  });
};
