import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appExchangeProbe } from '../launch/app-launch.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { granularLaunch, SCOPE_SETS, type ScopeSet } from './scope-sets.ts';

const [SET1, SET2] = SCOPE_SETS as readonly [ScopeSet, ScopeSet];

/** SMART App Launch 2, scopes with search parameters; US Core, granular scopes. */
export const launch = (context: PlanContext) =>
  defineCheck({
    id: 'launch',
    level: 'SHALL',
    needs: {
      set1: appExchangeProbe(context, granularLaunch(context, SET1)),
      set2: appExchangeProbe(context, granularLaunch(context, SET2)),
    },
    title: 'Launches that ask for categories alone succeed',
    failureTitle: 'Launches that ask for categories alone do not succeed',
    remedy: 'Accept scopes with a category in authorization requests.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.granular.launch'],
    judge: ({ set1, set2 }) =>
      judged(
        [set1, set2]
          .filter(
            (token) => token.exchange.response.status !== 200 || objectIn(token) === undefined,
          )
          .map((token) =>
            differs('Token request', {
              expected: 'HTTP 200 with tokens',
              received: describedAnswer(token),
              exchange: token.exchange.index,
            }),
          ),
      ),
  });
