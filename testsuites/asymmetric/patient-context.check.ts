import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe, appPatientProbe, textIn } from '../launch/app-launch.ts';
import { described } from '../launch/json-reply.ts';
import { patientFindings } from '../standalone-launch/patient-context.check.ts';
import { asymmetricLaunch } from './asymmetric.probe.ts';

/** SMART App Launch 2: context and identity come to clients with a key as to others. */
export const patientContext = (context: PlanContext) => {
  const launch = asymmetricLaunch(context);
  return defineCheck({
    id: 'patient-context',
    level: 'SHALL',
    needs: {
      grant: appGrantProbe(context, launch),
      patient: appPatientProbe(context, launch),
    },
    title: 'Client with a key is given a patient that it can read, and an id_token',
    failureTitle: 'Client with a key is not given a patient that it can read, or no id_token',
    remedy: 'Put patient and id_token into the token response, and let the token read the patient.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.asymmetric.patient-context'],
    judge: ({ grant, patient }) => {
      const { index: exchange } = grant.reply.exchange;
      const received = described(grant.json['id_token']);
      const identity =
        textIn(grant, 'id_token') === undefined
          ? [differs('id_token', { expected: 'a signed JWT', received, exchange })]
          : [];
      return judged([...patientFindings(patient), ...identity]);
    },
  });
};
