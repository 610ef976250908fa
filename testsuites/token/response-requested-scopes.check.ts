import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';

/** SMART App Launch 2.0: what the user allowed is granted as it was asked for. */
export const responseRequestedScopes = (context: PlanContext) =>
  defineCheck({
    id: 'response.all-requested-scopes',
    level: 'SHOULD',
    needs: { token: tokenResponseProbe(context) },
    title: 'All scopes asked for are granted',
    failureTitle: 'Some scopes asked for are not granted',
    remedy:
      'Grant the scopes asked for unless the user takes some away; spell them as the app spelt them.',
    citations: [CITATION.firstConnection],
    requirements: ['token.response.all-requested-scopes'],
    judge: ({ token: { requested, granted, reply } }) => {
      const { index: exchange } = reply.exchange;
      if (granted.length === 0) return skip('The token response tells no scopes.', exchange);
      const missing = requested.filter((scope) => !granted.includes(scope));
      return judged(
        missing.map((scope) =>
          differs('scope', {
            expected: `"${scope}", as asked for`,
            received: `${granted.length} scopes without it`,
            exchange,
          }),
        ),
        `${granted.length} scopes`,
      );
    },
  });
