import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe } from '../launch/app-launch.ts';
import { broadScopes, granularLaunch, type ScopeSet } from './scope-sets.ts';

/** (g)(10) test procedure: beside scopes for categories none for whole types is granted. */
export const noBroadScope = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: ScopeSet) => `${name}.no-broad-scope`,
    level: 'SHALL',
    needs: (set) => ({ grant: appGrantProbe(context, granularLaunch(context, set)) }),
    title: 'Only categories are granted where only categories were asked for',
    failureTitle: 'A whole type is granted where only categories were asked for',
    remedy: 'Grant no more than the categories that were asked for.',
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`smart.granular.${name}.no-broad-scope`],
    judge: ({ grant }) =>
      judged(
        broadScopes(grant.granted).map(({ type, rights }) =>
          differs('scope', {
            expected: 'scopes with a category alone',
            received: `${type}.${rights}`,
            exchange: grant.reply.exchange.index,
          }),
        ),
      ),
  });
