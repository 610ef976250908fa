import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer, objectIn } from '../launch/json-reply.ts';
import { type PatientContext, patientContextProbe } from '../launch/patient-context.probe.ts';

/** That a launch names a patient, and that its token reads it. */
export function patientFindings({ exchange, patient, read }: PatientContext): readonly Finding[] {
  if (read === undefined) {
    return [
      differs('patient', {
        expected: 'the id of the patient as a string',
        received: described(patient),
        exchange,
      }),
    ];
  }
  const resource = objectIn(read);
  const { index, response } = read.exchange;
  const wanted = `Patient/${patient}`;
  const got = `${resource?.['resourceType']}/${resource?.['id']}`;
  if (response.status === 200 && got === wanted) return [];
  return [
    differs(`Read of ${wanted}`, {
      expected: `HTTP 200 with ${wanted}`,
      received:
        response.status === 200 && resource ? `HTTP 200 with ${got}` : describedAnswer(read),
      exchange: index,
    }),
  ];
}

/** SMART App Launch 2.0, launch context: patient names the Patient of the launch. */
export const patientContext = (context: PlanContext) =>
  defineCheck({
    id: 'patient-context',
    level: 'SHALL',
    needs: { patient: patientContextProbe(context) },
    title: 'Launch names a patient that can be read',
    failureTitle: 'Launch does not name a patient that can be read',
    remedy:
      'Put the id of the chosen Patient into the member patient of the token response, and let the token read it.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.patient-context'],
    judge: ({ patient }) => judged(patientFindings(patient)),
  });
