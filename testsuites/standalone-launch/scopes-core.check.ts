import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { listed } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { withoutScopes } from './scopes-told.ts';

/** Identity, context and offline access: what a patient's own app lives by. */
export const CORE_SCOPES = ['openid', 'fhirUser', 'launch/patient', 'offline_access'] as const;

/** SMART App Launch 2.0, Scopes and Launch Context. */
export const scopesCore = (context: PlanContext) =>
  defineCheck({
    id: 'scopes.core',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Identity, patient context and offline access are granted',
    failureTitle: 'Identity, patient context or offline access is not granted',
    remedy: `Grant ${listed(CORE_SCOPES)} when the app asks for them and the user agrees, and list them in scope.`,
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.scopes.core'],
    judge: ({ token }) => {
      const { reply, requested, granted } = token;
      const untold = withoutScopes(token);
      if (untold !== undefined) return untold;
      const unasked = CORE_SCOPES.filter((scope) => !requested.includes(scope));
      if (unasked.length > 0) {
        return skip(`Add ${listed(unasked)} to auth.clients.standalone.scopes: not asked for.`);
      }
      const missing = CORE_SCOPES.filter((scope) => !granted.includes(scope));
      return judged(
        missing.map((scope) =>
          differs('scope', {
            expected: `"${scope}" among the granted`,
            received: `${granted.length} others`,
            exchange: reply.exchange.index,
          }),
        ),
      );
    },
  });
