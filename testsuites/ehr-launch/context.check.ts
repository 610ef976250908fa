import { defineCheck, judged, omit } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { JsonValue } from '../../core/json.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appGrantProbe, appPatientProbe } from '../launch/app-launch.ts';
import { described, describedAnswer, objectIn } from '../launch/json-reply.ts';
import { patientFindings } from '../standalone-launch/patient-context.check.ts';
import { ehrLaunch, encounterProbe, type Followed, hasEncounter, styleProbe } from './ehr.probe.ts';

/** SMART App Launch 2, launch context: the patient whose record is open. */
export const patientContext = (context: PlanContext) =>
  defineCheck({
    id: 'patient-context',
    level: 'SHALL',
    needs: { patient: appPatientProbe(context, ehrLaunch(context)) },
    title: 'EHR launch names a patient that can be read',
    failureTitle: 'EHR launch does not name a patient that can be read',
    remedy: 'Put the id of the Patient whose record is open into the member patient.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.patient-context'],
    judge: ({ patient }) => judged(patientFindings(patient)),
  });

const findingsIn = (
  { exchange, value, reply }: Followed,
  name: string,
  wanted: string,
  isRight: (reply: NonNullable<Followed['reply']>) => boolean,
): readonly Finding[] => {
  if (reply === undefined) {
    const received = described(value as JsonValue | undefined);
    return [differs(name, { expected: wanted, received, exchange })];
  }
  const { index, response } = reply.exchange;
  if (response.status === 200 && isRight(reply)) return [];
  return [
    differs(`What ${name} leads to`, {
      expected: `HTTP 200 with ${wanted}`,
      received: describedAnswer(reply),
      exchange: index,
    }),
  ];
};

/** SMART App Launch 2, launch context: the encounter that is open. */
export const encounterContext = (context: PlanContext) =>
  defineCheck({
    id: 'encounter-context',
    level: 'SHALL',
    needs: { encounter: encounterProbe(context) },
    title: 'EHR launch names an encounter that can be read',
    failureTitle: 'EHR launch does not name an encounter that can be read',
    remedy: 'Put the id of the Encounter that is open into the member encounter.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.encounter-context'],
    judge: ({ encounter }) =>
      hasEncounter(context)
        ? judged(
            findingsIn(
              encounter,
              'encounter',
              'an Encounter',
              (reply) => objectIn(reply)?.['resourceType'] === 'Encounter',
            ),
          )
        : omit('The encounter is asked for from US Core 5.0.1 on.'),
  });

/** SMART App Launch 2, capability context-style. */
export const styleUrl = (context: PlanContext) =>
  defineCheck({
    id: 'style-url',
    level: 'SHALL',
    needs: { style: styleProbe(context) },
    title: 'EHR launch tells where its style is described',
    failureTitle: 'EHR launch does not tell where its style is described',
    remedy: 'Put a URL that answers with JSON into the member smart_style_url.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.style-url'],
    judge: ({ style }) =>
      judged(findingsIn(style, 'smart_style_url', 'JSON', (reply) => reply.json !== undefined)),
  });

/** SMART App Launch 2, capability context-banner. */
export const patientBanner = (context: PlanContext) =>
  defineCheck({
    id: 'patient-banner',
    level: 'SHALL',
    needs: { grant: appGrantProbe(context, ehrLaunch(context)) },
    title: 'EHR launch tells whether the app has to show who the patient is',
    failureTitle: 'EHR launch does not tell whether the app has to show who the patient is',
    remedy: 'Put need_patient_banner into the token response, true or false.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.ehr.patient-banner'],
    judge: ({ grant }) => {
      if ('need_patient_banner' in grant.json) return judged([]);
      const { index: exchange } = grant.reply.exchange;
      return judged([
        differs('need_patient_banner', {
          expected: 'true or false',
          received: 'no such member',
          exchange,
        }),
      ]);
    },
  });
