import type { JsonObject, Resource } from '../resource.ts';
import { concept, hl7, ref, resource, SYSTEM, UNKNOWN_CONCEPT } from './building.ts';
import { ELEANOR, ENCOUNTER, HAROLD, MILA } from './people.ts';

const asserted = (at: string): JsonObject => ({
  url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
  valueDateTime: at,
});

const clinical = (code: string, display: string): JsonObject =>
  hl7('condition-clinical', code, display);

const PROBLEM = concept(SYSTEM.conditionCategory, 'problem-list-item', 'Problem List Item');
const DIAGNOSIS = concept(SYSTEM.conditionCategory, 'encounter-diagnosis', 'Encounter Diagnosis');
const CONCERN = concept(
  'http://hl7.org/fhir/us/core/CodeSystem/condition-category',
  'health-concern',
  'Health Concern',
);
const SDOH = concept(SYSTEM.usCoreCategory, 'sdoh', 'SDOH');

const condition = (
  id: string,
  patient: string,
  category: readonly JsonObject[],
  code: JsonObject,
  elements: JsonObject,
): Resource =>
  resource(
    'Condition',
    id,
    category.includes(DIAGNOSIS)
      ? 'us-core-condition-encounter-diagnosis'
      : 'us-core-condition-problems-health-concerns',
    String(code['text']),
    {
      clinicalStatus: clinical('active', 'Active'),
      verificationStatus: hl7('condition-ver-status', 'confirmed', 'Confirmed'),
      category,
      code,
      subject: ref('Patient', patient),
      ...elements,
    },
  );

const snomed = (code: string, display: string): JsonObject => concept(SYSTEM.snomed, code, display);

export const conditions: readonly Resource[] = [
  condition(
    'eleanor-hypertension',
    ELEANOR,
    [PROBLEM],
    snomed('38341003', 'Hypertensive disorder (disorder)'),
    {
      extension: [asserted('1998-03-11')],
      onsetDateTime: '1998-02',
      recordedDate: '2004-06-21T11:00:00-07:00',
    },
  ),
  condition(
    'eleanor-diabetes',
    ELEANOR,
    [PROBLEM],
    snomed('44054006', 'Diabetes mellitus type 2 (disorder)'),
    {
      onsetDateTime: '2011-09-05',
      recordedDate: '2011-09-07T09:20:00-07:00',
    },
  ),
  condition(
    'eleanor-hip-fracture',
    ELEANOR,
    [PROBLEM],
    snomed('5913000', 'Fracture of neck of femur (disorder)'),
    {
      clinicalStatus: clinical('resolved', 'Resolved'),
      onsetPeriod: { start: '2019-01-04', end: '2019-01-04' },
      abatementDateTime: '2019-06-30',
      recordedDate: '2019-01-05',
    },
  ),
  condition(
    'eleanor-food-insecurity',
    ELEANOR,
    [CONCERN, SDOH],
    snomed('733423003', 'Food insecurity (finding)'),
    {
      extension: [asserted('2025-06-03')],
      encounter: ref('Encounter', ENCOUNTER.eleanor2025),
      onsetDateTime: '2025-05-20',
      recordedDate: '2025-06-03T10:50:00-07:00',
    },
  ),
  // A complaint that nobody ever coded.
  condition('eleanor-old-complaint', ELEANOR, [CONCERN], UNKNOWN_CONCEPT, {
    clinicalStatus: clinical('inactive', 'Inactive'),
    recordedDate: '2006-02-01',
  }),
  condition(
    'eleanor-bronchitis',
    ELEANOR,
    [DIAGNOSIS],
    snomed('10509002', 'Acute bronchitis (disorder)'),
    {
      extension: [asserted('2025-06-03')],
      clinicalStatus: clinical('resolved', 'Resolved'),
      encounter: ref('Encounter', ENCOUNTER.eleanor2025),
      onsetDateTime: '2025-05-30',
      abatementDateTime: '2025-06-20',
      recordedDate: '2025-06-03T11:00:00-07:00',
    },
  ),
  condition(
    'eleanor-heart-failure',
    ELEANOR,
    [DIAGNOSIS],
    snomed('84114007', 'Heart failure (disorder)'),
    {
      encounter: ref('Encounter', ENCOUNTER.eleanorStay),
      onsetDateTime: '2026-08-24T17:30:00-07:00',
      recordedDate: '2026-08-24T20:05:00-07:00',
    },
  ),
  condition('mila-eczema', MILA, [PROBLEM], snomed('24079001', 'Atopic dermatitis (disorder)'), {
    onsetDateTime: '2025-09',
    recordedDate: '2025-10-01',
  }),
  condition('mila-otitis', MILA, [DIAGNOSIS], snomed('3110003', 'Acute otitis media (disorder)'), {
    encounter: ref('Encounter', ENCOUNTER.mila),
    onsetDateTime: '2026-02-10',
    recordedDate: '2026-02-16T14:20:00-08:00',
  }),
  condition('harold-gout', HAROLD, [PROBLEM], snomed('90560007', 'Gout (disorder)'), {
    onsetDateTime: '2020-07-01',
    recordedDate: '2020-07-03',
  }),
  condition(
    'harold-sprain',
    HAROLD,
    [DIAGNOSIS],
    snomed('44465007', 'Sprain of ankle (disorder)'),
    {
      encounter: ref('Encounter', ENCOUNTER.harold),
      recordedDate: '2025-10-20',
    },
  ),
];
