import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe, appPatientProbe } from '../launch/app-launch.ts';
import { patientFindings } from '../standalone-launch/patient-context.check.ts';
import { ehrPatientLaunch } from './ehr.probe.ts';

/** `.rs`, or `.r` and `.s` apart. */
const covers = (granted: readonly string[]): boolean =>
  granted.includes('patient/Patient.rs') ||
  (granted.includes('patient/Patient.r') && granted.includes('patient/Patient.s'));

/** (g)(10) test procedure: patient-level scopes in an EHR launch. */
export const patientScopes = (context: PlanContext) => {
  const launch = ehrPatientLaunch(context);
  return defineCheck({
    id: 'patient-scopes',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, launch), patient: appPatientProbe(context, launch) },
    title: 'EHR launch grants patient-level scopes with a patient in context',
    failureTitle: 'EHR launch does not grant patient-level scopes with a patient in context',
    remedy: 'Grant patient/Patient.rs in EHR launches too, and name the patient.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.patient-scopes'],
    judge: ({ grant, patient }) => {
      const { index: exchange } = grant.reply.exchange;
      if (typeof grant.json['scope'] !== 'string')
        return skip('The token response does not say as text what was granted.', exchange);
      const received = grant.granted.join(' ');
      const scope = covers(grant.granted)
        ? []
        : [differs('scope', { expected: 'patient/Patient.rs', received, exchange })];
      return judged([...scope, ...patientFindings(patient)]);
    },
  });
};
