import { defineCheck, judged } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appPatientProbe } from '../launch/app-launch.ts';
import { patientFindings } from '../standalone-launch/patient-context.check.ts';
import { publicLaunch } from './public-launch.ts';

/** SMART App Launch 2, launch context: patient names the Patient of the launch. */
export const patientContext = (context: PlanContext) =>
  defineCheck({
    id: 'patient-context',
    level: 'SHALL',
    needs: { patient: appPatientProbe(context, publicLaunch(context)) },
    title: 'Launch of a public client names a patient that can be read',
    failureTitle: 'Launch of a public client does not name a patient that can be read',
    remedy:
      'Put the id of the chosen Patient into the member patient of the token response, and let the token read it.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.public.patient-context'],
    judge: ({ patient }) => judged(patientFindings(patient)),
  });
