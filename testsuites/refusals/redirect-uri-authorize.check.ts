import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { authorizationProbe } from '../launch/authorization.probe.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { judgeNoCode } from './refused-authorization.ts';
import { STRANGE_REDIRECT_URI } from './refused-exchange.probe.ts';

/** RFC 6749, 4.1.2.1: nobody is sent to a redirect URI that the app did not register. */
export const redirectUriAuthorize = (context: PlanContext) =>
  defineCheck({
    id: 'redirect-uri.authorize',
    level: 'SHALL',
    advice: true,
    needs: {
      authorization: authorizationProbe(context, {
        name: 'redirect-uri',
        change: { redirect_uri: STRANGE_REDIRECT_URI },
        after: tokenResponseProbe(context),
        endsWithLogin: true,
      }),
    },
    title: 'Browser is not sent to a redirect URI that was not registered',
    failureTitle: 'Browser is sent to a redirect URI that was not registered',
    remedy:
      'Compare redirect_uri with those registered for the client, and show an error page instead of redirecting when it is none of them.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ authorization }) => {
      const { outcome } = authorization;
      const what = `Authorization request with redirect_uri ${STRANGE_REDIRECT_URI}`;
      if (outcome.kind !== 'redirected') return judgeNoCode(authorization, what);
      return judged([
        differs(what, {
          expected: 'an error page',
          received: 'a redirect there',
          exchange: outcome.exchange,
        }),
      ]);
    },
  });
