import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { listed } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { refreshedTokensProbe } from './refreshed-tokens.probe.ts';

/** RFC 6749, 6: a refresh grants nothing that the user did not. */
export const refreshScopeSubset = (context: PlanContext) =>
  defineCheck({
    id: 'refresh.scope-subset',
    level: 'SHALL',
    needs: { first: tokenResponseProbe(context), tokens: refreshedTokensProbe(context) },
    title: 'Refresh grants no more than was granted first',
    failureTitle: 'Refresh grants more than was granted first',
    remedy: 'Keep the scopes of a refreshed token within those of the first token response.',
    citations: [CITATION.subsequentConnection],
    requirements: ['token.refresh.scope-subset'],
    judge: ({ first, tokens }) => {
      const told = tokens.filter(({ json }) => typeof json['scope'] === 'string');
      if (first.granted.length === 0 || told.length === 0) {
        return skip('The token responses tell no scopes to compare.');
      }
      return judged(
        told.flatMap(({ json, reply }) => {
          const scopes = String(json['scope']).split(/\s+/).filter(Boolean);
          const more = scopes.filter((scope) => !first.granted.includes(scope));
          return more.length === 0
            ? []
            : [
                differs('scope', {
                  expected: 'only scopes of the first response',
                  received: `also ${listed(more)}`,
                  exchange: reply.exchange.index,
                }),
              ];
        }),
      );
    },
  });
