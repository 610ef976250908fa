import type { JsonObject, Resource } from '../resource.ts';
import { concept, hl7, ref, resource, SYSTEM } from './building.ts';
import { ELEANOR, HAROLD, JONAS, MILA, OKAFOR, PAYER } from './people.ts';

const ASSESS_PLAN = concept(
  'http://hl7.org/fhir/us/core/CodeSystem/careplan-category',
  'assess-plan',
  'Assessment and Plan of Treatment',
);

const plan = (id: string, patient: string, says: string, start: string, end?: string): Resource =>
  resource('CarePlan', id, 'us-core-careplan', says, {
    status: end === undefined ? 'active' : 'completed',
    intent: 'plan',
    category: [ASSESS_PLAN],
    subject: ref('Patient', patient),
    period: { start, ...(end === undefined ? {} : { end }) },
  });

const role = (code: string, display: string): readonly JsonObject[] => [
  concept(SYSTEM.snomed, code, display),
];

const goal = (
  id: string,
  patient: string,
  description: JsonObject,
  elements: JsonObject,
): Resource =>
  resource('Goal', id, 'us-core-goal', String(description['text']), {
    lifecycleStatus: 'active',
    description,
    subject: ref('Patient', patient),
    ...elements,
  });

const coverageClass = (code: string, value: string, name: string): JsonObject => ({
  type: hl7('coverage-class', code, code === 'plan' ? 'Plan' : 'Group'),
  value,
  name,
});

const coverage = (id: string, patient: string, member: string, relationship: string): Resource =>
  resource('Coverage', id, 'us-core-coverage', 'Silver State Health, PPO', {
    identifier: [
      {
        type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'MB', 'Member Number'),
        system: 'https://payer.example.org/members',
        value: member,
      },
    ],
    status: 'active',
    type: concept('https://nahdo.org/sopt', '512', 'Commercial Managed Care - PPO'),
    subscriberId: member,
    beneficiary: ref('Patient', patient),
    relationship: hl7(
      'subscriber-relationship',
      relationship,
      relationship === 'self' ? 'Self' : 'Child',
    ),
    period: { start: '2022-01-01' },
    payor: [ref('Organization', PAYER)],
    class: [
      coverageClass('group', 'G-4410', 'Churchill County employees'),
      coverageClass('plan', 'SILVER-2', 'Silver Plan 2'),
    ],
  });

export const care: readonly Resource[] = [
  plan(
    'eleanor-diabetes-plan',
    ELEANOR,
    'Metformin, less sugar, HbA1c every half year',
    '2024-05-14',
    '2026-08-24',
  ),
  plan('eleanor-heart-plan', ELEANOR, 'Diuretics, daily weight, fluid restriction', '2026-08-24'),
  plan('mila-growth-plan', MILA, 'Growth check every six months', '2026-02-16'),
  plan('harold-gout-plan', HAROLD, 'Fewer purines', '2025-10-20'),
  resource('CareTeam', 'eleanor-team', 'us-core-careteam', 'Those who care for Eleanor Voss', {
    status: 'active',
    name: 'Those who care for Eleanor Voss',
    subject: ref('Patient', ELEANOR),
    participant: [
      {
        role: role('17561000', 'Cardiologist (occupation)'),
        member: ref('PractitionerRole', 'reyes-cardiologist'),
      },
      {
        role: role('62247001', 'Family medicine specialist (occupation)'),
        member: ref('Practitioner', OKAFOR),
      },
      { role: role('133932002', 'Caregiver (person)'), member: ref('RelatedPerson', JONAS) },
      { role: role('116154003', 'Patient (person)'), member: ref('Patient', ELEANOR) },
    ],
  }),
  resource('CareTeam', 'mila-team', 'us-core-careteam', 'Those who care for Mila Voss', {
    status: 'active',
    subject: ref('Patient', MILA),
    participant: [
      {
        role: role('62247001', 'Family medicine specialist (occupation)'),
        member: ref('Practitioner', OKAFOR),
      },
    ],
  }),
  goal(
    'eleanor-a1c-goal',
    ELEANOR,
    { text: 'HbA1c below 7 %' },
    {
      startDate: '2024-05-14',
      target: [
        {
          measure: concept(SYSTEM.loinc, '4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood'),
          detailString: 'Below 7 %',
          dueDate: '2025-05-14',
        },
      ],
    },
  ),
  goal(
    'eleanor-food-goal',
    ELEANOR,
    concept(SYSTEM.snomed, '1078229009', 'Food security (finding)'),
    {
      startDate: '2025-06-03',
      target: [{ dueDate: '2025-12-31' }],
    },
  ),
  goal(
    'mila-sleep-goal',
    MILA,
    { text: 'Sleeps through the night' },
    {
      lifecycleStatus: 'completed',
      startDate: '2025-08-01',
    },
  ),
  coverage('eleanor-coverage', ELEANOR, '883104420', 'self'),
  coverage('mila-coverage', MILA, '883104977', 'child'),
  coverage('harold-coverage', HAROLD, '883105560', 'self'),
];
