import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { clinicalScopes, readable } from '../launch/scopes.ts';
import { v1Launch, v1Types } from './v1-launch.ts';

/** SMART App Launch 2, capability permission-v1: grants may come back in either syntax. */
export const launch = (context: PlanContext) =>
  defineCheck({
    id: 'launch',
    level: 'SHALL',
    needs: { token: appExchangeProbe(context, v1Launch(context)) },
    title: 'Scopes in the syntax of SMART 1.0 are granted',
    failureTitle: 'Scopes in the syntax of SMART 1.0 are not all granted',
    remedy: 'Grant patient/[type].read, as it was asked or as patient/[type].rs.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.v1-scopes.launch'],
    judge: ({ token }) => {
      const { index: exchange, response } = token.exchange;
      const json = objectIn(token);
      if (response.status !== 200 || json === undefined) {
        const received = describedAnswer(token);
        return judged([
          differs('Token request', { expected: 'HTTP 200 with tokens', received, exchange }),
        ]);
      }
      const { scope } = json;
      if (typeof scope !== 'string') {
        return skip('The token response has no scope to tell what was granted.', exchange);
      }
      const granted = clinicalScopes(scope.split(/\s+/));
      const types = v1Types(context);
      return judged(
        types
          .filter((type) => !readable(granted, type, ['patient', 'user']))
          .map((type) =>
            differs('scope', {
              expected: `a readable scope for ${type}`,
              received: `none among ${granted.length} clinical scopes granted`,
              exchange,
            }),
          ),
        `${types.length} types`,
      );
    },
  });
