import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { clinicalScopes, readable } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { usCoreTypes } from '../launch/us-core-types.ts';
import { withoutScopes } from './scopes-told.ts';

/** (g)(10) test procedure, standalone launch: scopes for all data of USCDI are granted. */
export const scopesCoverage = (context: PlanContext) => {
  const types = usCoreTypes(context.pack.version)
    .filter(({ patientLevel }) => patientLevel === true)
    .map(({ type }) => type);
  return defineCheck({
    id: 'scopes.coverage',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Granted scopes cover the patient data of US Core',
    failureTitle: 'Granted scopes do not cover the patient data of US Core',
    remedy: 'Offer, and grant when the user agrees, a readable scope for every type named.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.scopes.coverage'],
    judge: ({ token }) => {
      const { reply, requested, granted } = token;
      const untold = withoutScopes(token);
      if (untold !== undefined) return untold;
      const asked = clinicalScopes(requested);
      const unasked = types.filter((type) => !readable(asked, type, ['patient', 'user']));
      if (unasked.length > 0) {
        return skip(
          `Add scopes for ${unasked.join(', ')} to auth.clients.standalone.scopes: not asked for.`,
        );
      }
      const given = clinicalScopes(granted);
      const missing = types.filter((type) => !readable(given, type, ['patient', 'user']));
      return judged(
        missing.map((type) =>
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
