import type { JsonObject } from '../../core/json.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { objectIn, type JsonReply } from '../launch/json-reply.ts';
import { refreshWithoutScopeProbe, refreshWithScopeProbe } from '../launch/refresh.probe.ts';

/** Token responses that refreshes brought, one or two. */
export type RefreshedTokens = readonly { readonly reply: JsonReply; readonly json: JsonObject }[];

/** The refreshes that succeeded. */
export const refreshedTokensProbe = (context: PlanContext): Probe<RefreshedTokens> =>
  defineProbe({
    id: 'refreshed-tokens',
    needs: {
      without: refreshWithoutScopeProbe(context),
      with: refreshWithScopeProbe(context),
    },
    gather: async (_io, refreshes) => {
      const succeeded = [refreshes.without, refreshes.with].flatMap((reply) => {
        const json = objectIn(reply);
        return reply.exchange.response.status === 200 && json !== undefined
          ? [{ reply, json }]
          : [];
      });
      return succeeded.length > 0
        ? succeeded
        : lacking('No refresh brought tokens to look at.', refreshes.without.exchange.index);
    },
  });
