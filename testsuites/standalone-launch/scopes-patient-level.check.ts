import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { clinicalScopes } from '../launch/scopes.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { usCoreTypes } from '../launch/us-core-types.ts';

/** SMART App Launch 2.0: what belongs to the patient is granted for the patient in context. */
export const scopesPatientLevel = (context: PlanContext) => {
  const ofThePatient = new Set(
    usCoreTypes(context.pack.version)
      .filter(({ patientLevel }) => patientLevel === true)
      .map(({ type }) => type),
  );
  return defineCheck({
    id: 'scopes.patient-level',
    level: 'SHALL',
    needs: { token: tokenResponseProbe(context) },
    title: 'Clinical scopes are granted for the patient in context',
    failureTitle: 'Clinical scopes are granted beyond the patient in context',
    remedy: 'Grant patient/… scopes, not user/… or system/…, for types of the patient compartment.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.scopes.patient-level'],
    judge: ({ token: { reply, granted } }) => {
      const clinical = clinicalScopes(granted);
      if (clinical.length === 0) {
        return skip('No clinical scope was granted.', reply.exchange.index);
      }
      const wide = clinical.filter(
        ({ level, type }) =>
          level === 'system' || (level === 'user' && (type === '*' || ofThePatient.has(type))),
      );
      return judged(
        wide.map(({ text, type }) =>
          differs('scope', {
            expected: `a patient-level scope for ${type === '*' ? 'all types' : type}`,
            received: `"${text}"`,
            exchange: reply.exchange.index,
          }),
        ),
        `${clinical.length} clinical scopes`,
      );
    },
  });
};
