import type { JsonObject, Resource } from '../resource.ts';
import { concept, ref, resource, SYSTEM } from './building.ts';
import { CLINIC, ELEANOR, ENCOUNTER, HAROLD, MILA, OKAFOR, WARD } from './people.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

const attender = (start: string, end: string): JsonObject => ({
  type: [concept('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'ATND', 'attender')],
  period: { start, end },
  individual: ref('Practitioner', OKAFOR),
});

interface Visit {
  readonly id: string;
  readonly patient: string;
  readonly start: string;
  readonly end: string;
  readonly elements: JsonObject;
}

const visit = ({ id, patient, start, end, elements }: Visit): Resource =>
  resource('Encounter', id, 'us-core-encounter', `Encounter of ${start.slice(0, 10)}`, {
    identifier: [{ system: 'https://sandbox.example.org/encounters', value: id }],
    status: 'finished',
    class: { system: ACT_CODE, code: 'AMB', display: 'ambulatory' },
    type: [concept(SYSTEM.snomed, '185349003', 'Encounter for check up (procedure)')],
    subject: ref('Patient', patient),
    participant: [attender(start, end)],
    period: { start, end },
    location: [{ location: ref('Location', 'consulting-room') }],
    serviceProvider: ref('Organization', CLINIC),
    ...elements,
  });

export const encounters: readonly Resource[] = [
  visit({
    id: ENCOUNTER.eleanor2024,
    patient: ELEANOR,
    start: '2024-05-14T09:00:00-07:00',
    end: '2024-05-14T09:40:00-07:00',
    elements: {
      reasonCode: [concept(SYSTEM.snomed, '38341003', 'Hypertensive disorder (disorder)')],
      reasonReference: [ref('Condition', 'eleanor-hypertension')],
    },
  }),
  visit({
    id: ENCOUNTER.eleanor2025,
    patient: ELEANOR,
    start: '2025-06-03T10:30:00-07:00',
    end: '2025-06-03T11:05:00-07:00',
    elements: { reasonReference: [ref('Condition', 'eleanor-bronchitis')] },
  }),
  visit({
    id: ENCOUNTER.eleanorStay,
    patient: ELEANOR,
    start: '2026-08-24T18:12:00-07:00',
    end: '2026-08-30T04:20:00-07:00',
    elements: {
      class: { system: ACT_CODE, code: 'IMP', display: 'inpatient encounter' },
      type: [concept(SYSTEM.snomed, '183452005', 'Emergency hospital admission (procedure)')],
      reasonReference: [ref('Condition', 'eleanor-heart-failure')],
      hospitalization: {
        dischargeDisposition: concept('http://www.nubc.org/patient-discharge', '20', 'Expired'),
      },
      location: [{ location: ref('Location', WARD) }],
    },
  }),
  visit({
    id: ENCOUNTER.mila,
    patient: MILA,
    start: '2026-02-16T14:00:00-08:00',
    end: '2026-02-16T14:25:00-08:00',
    elements: {
      reasonCode: [concept(SYSTEM.snomed, '410620009', 'Well child visit (procedure)')],
    },
  }),
  visit({
    id: ENCOUNTER.harold,
    patient: HAROLD,
    start: '2025-10-20T08:00:00-07:00',
    end: '2025-10-20T08:20:00-07:00',
    elements: {},
  }),
];
