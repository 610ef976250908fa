import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { broadScopes, GRANULAR_TYPES, selectionLaunch, typeScopes } from './scope-sets.ts';

/** (g)(10) test procedure: whole types are asked for, and the user lets categories through. */
export const selectionOffered = (context: PlanContext) =>
  defineCheck({
    id: 'selection.offered',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, selectionLaunch(context)) },
    title: 'User can let categories through where whole types are asked for',
    failureTitle: 'User cannot let categories through where whole types are asked for',
    remedy: 'Offer the categories of Condition and Observation on the authorization page.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.granular.selection.offered'],
    judge: ({ grant }) => {
      const { index: exchange } = grant.reply.exchange;
      const broad = broadScopes(grant.granted).map(({ type, rights }) =>
        differs('scope', {
          expected: 'scopes with a category alone',
          received: `${type}.${rights}`,
          exchange,
        }),
      );
      const parts = typeScopes(grant.granted).filter(({ query }) => query !== undefined);
      const none = GRANULAR_TYPES.filter((type) => parts.every((scope) => scope.type !== type));
      return judged([
        ...broad,
        ...none.map((type) =>
          differs('scope', {
            expected: `a scope for a category of ${type}`,
            received: 'none',
            exchange,
          }),
        ),
      ]);
    },
  });
