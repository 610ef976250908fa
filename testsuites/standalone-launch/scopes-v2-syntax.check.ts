import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { clinicalScope, clinicalScopes, isMeantClinical, listed } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { withoutScopes } from './scopes-told.ts';

/** SMART App Launch 2.0, Scopes for requesting FHIR resources: c, r, u, d, s in this order. */
export const scopesV2Syntax = (context: PlanContext) =>
  defineCheck({
    id: 'scopes.v2-syntax',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Clinical scopes are granted in SMART v2 syntax',
    failureTitle: 'Clinical scopes are not granted in SMART v2 syntax',
    remedy:
      'Grant clinical scopes as asked for, such as "patient/Observation.rs": letters of cruds in this order.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.scopes.v2-syntax'],
    judge: ({ token }) => {
      const { reply, requested, granted } = token;
      const untold = withoutScopes(token);
      if (untold !== undefined) return untold;
      const { index: exchange } = reply.exchange;
      if (!clinicalScopes(requested).some(({ syntax }) => syntax === 'v2')) {
        return skip('Ask for v2 scopes such as "patient/Observation.rs": none were asked for.');
      }
      const clinical = granted.filter(isMeantClinical);
      const wrong = clinical.filter((text) => clinicalScope(text)?.syntax !== 'v2');
      if (wrong.length > 0) {
        return judged(
          wrong.map((text) =>
            differs('scope', {
              expected: 'v2 syntax, as asked for',
              received: `"${text}"`,
              exchange,
            }),
          ),
        );
      }
      if (clinicalScopes(clinical).some(({ reads }) => reads)) return judged([], listed(clinical));
      return judged([
        differs('scope', {
          expected: 'clinical scopes with the letter r',
          received: listed(granted),
          exchange,
        }),
      ]);
    },
  });
