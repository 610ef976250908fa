import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { clinicalScopes, readable } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { usCoreTypes } from '../launch/us-core-types.ts';
import { withoutScopes } from './scopes-told.ts';

/** (g)(10) test procedure, unrestricted access: nothing of US Core is left out. */
export const accessScopeCheck = (context: PlanContext) => {
  const types = usCoreTypes(context.pack.version).filter(
    ({ fullAccess }) => fullAccess !== undefined,
  );
  return defineCheck({
    id: 'access.scope-check',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Full access names every US Core type',
    failureTitle: 'Full access leaves out US Core types',
    remedy:
      'When the user allows everything, grant a readable patient-level scope for every type, or patient/*.rs.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.access.scope-check'],
    judge: ({ token }) => {
      const { reply, granted } = token;
      const untold = withoutScopes(token);
      if (untold !== undefined) return untold;
      const given = clinicalScopes(granted);
      const missing = types.filter(
        ({ type, fullAccess }) =>
          !readable(given, type, fullAccess === 'patient' ? ['patient'] : ['patient', 'user']),
      );
      return judged(
        missing.map(({ type }) =>
          differs('scope', {
            expected: `a readable scope for ${type}`,
            received: `none among ${given.length} clinical scopes granted`,
            exchange: reply.exchange.index,
          }),
        ),
        `${types.length} types`,
      );
    },
  });
};
