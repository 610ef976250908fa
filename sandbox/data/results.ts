import type { JsonObject, Resource } from '../resource.ts';
import { concept, quantity, ref, resource, SYSTEM, UNKNOWN_CONCEPT } from './building.ts';
import { loinc, observation, observationCategory } from './observing.ts';
import { ELEANOR, ENCOUNTER, HAROLD, MILA } from './people.ts';

const LABORATORY = observationCategory('laboratory', 'Laboratory');

const lab = (
  id: string,
  patient: string,
  code: JsonObject,
  at: string,
  elements: JsonObject,
): Resource =>
  observation({
    id,
    patient,
    profile: 'us-core-observation-lab',
    category: [LABORATORY],
    code,
    at,
    elements,
  });

const clinical = (
  id: string,
  category: JsonObject,
  code: JsonObject,
  elements: JsonObject,
): Resource =>
  observation({
    id,
    patient: ELEANOR,
    profile: 'us-core-observation-clinical-result',
    category: [category],
    code,
    at: '2026-08-24T19:00:00-07:00',
    elements: { encounter: ref('Encounter', ENCOUNTER.eleanorStay), ...elements },
  });

const serum = ref('Specimen', 'eleanor-serum-2024');

/** Blood and urine that the tests were made on. */
export const specimens: readonly Resource[] = [
  resource('Specimen', 'eleanor-serum-2024', 'us-core-specimen', 'Serum specimen', {
    identifier: [{ system: 'https://sandbox.example.org/specimens', value: 'S-24-0191' }],
    accessionIdentifier: { system: 'https://sandbox.example.org/accessions', value: '24-05-0191' },
    type: concept(SYSTEM.snomed, '119364003', 'Serum specimen (specimen)'),
    subject: ref('Patient', ELEANOR),
    collection: {
      collectedDateTime: '2024-05-14T09:25:00-07:00',
      bodySite: concept(SYSTEM.snomed, '368208006', 'Left upper arm structure (body structure)'),
    },
    condition: [
      concept('http://terminology.hl7.org/CodeSystem/v2-0493', 'ROOM', 'Room temperature'),
    ],
  }),
  resource('Specimen', 'mila-blood-2026', 'us-core-specimen', 'Blood specimen', {
    type: concept(SYSTEM.snomed, '119297000', 'Blood specimen (specimen)'),
    subject: ref('Patient', MILA),
    collection: { collectedDateTime: '2026-02-16T14:15:00-08:00' },
  }),
];

const glucose = (value: number): JsonObject => ({ valueQuantity: quantity(value, 'mg/dL') });

const GLUCOSE = loinc('2345-7', 'Glucose [Mass/volume] in Serum or Plasma');
const A1C = loinc('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood');

export const labResults: readonly Resource[] = [
  lab('eleanor-glucose-2024', ELEANOR, GLUCOSE, '2024-05-14T09:25:00-07:00', {
    ...glucose(142),
    encounter: ref('Encounter', ENCOUNTER.eleanor2024),
    interpretation: [
      concept('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'H', 'High'),
    ],
    specimen: serum,
    referenceRange: [{ low: quantity(70, 'mg/dL'), high: quantity(99, 'mg/dL') }],
  }),
  lab('eleanor-glucose-2025', ELEANOR, GLUCOSE, '2025-06-03T10:55:00-07:00', glucose(128)),
  lab('eleanor-glucose-2026', ELEANOR, GLUCOSE, '2026-08-24T18:45:00-07:00', glucose(171)),
  lab('eleanor-a1c-2024', ELEANOR, A1C, '2024-05-14T09:25:00-07:00', {
    valueQuantity: quantity(7.4, '%'),
    specimen: serum,
  }),
  lab('eleanor-a1c-2025', ELEANOR, A1C, '2025-06-03', { valueQuantity: quantity(7.1, '%') }),
  lab(
    'eleanor-creatinine',
    ELEANOR,
    loinc('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma'),
    '2026-08-24T18:45:00-07:00',
    {
      valueQuantity: quantity(1.9, 'mg/dL'),
    },
  ),
  lab(
    'eleanor-urine-color',
    ELEANOR,
    loinc('5778-6', 'Color of Urine'),
    '2025-06-03T10:58:00-07:00',
    {
      valueCodeableConcept: concept(SYSTEM.snomed, '371254008', 'Brown color (qualifier value)'),
    },
  ),
  lab(
    'eleanor-culture',
    ELEANOR,
    loinc('600-7', 'Bacteria identified in Blood by Culture'),
    '2026-08-25T06:00:00-07:00',
    {
      valueString: 'No growth after five days.',
    },
  ),
  lab(
    'eleanor-lost-sample',
    ELEANOR,
    loinc('2951-2', 'Sodium [Moles/volume] in Serum or Plasma'),
    '2026-08-25T06:00:00-07:00',
    {
      dataAbsentReason: UNKNOWN_CONCEPT,
    },
  ),
  lab(
    'mila-hemoglobin',
    MILA,
    loinc('718-7', 'Hemoglobin [Mass/volume] in Blood'),
    '2026-02-16T14:15:00-08:00',
    {
      valueQuantity: quantity(11.8, 'g/dL'),
      specimen: ref('Specimen', 'mila-blood-2026'),
    },
  ),
  lab(
    'harold-urate',
    HAROLD,
    loinc('3084-1', 'Urate [Mass/volume] in Serum or Plasma'),
    '2025-10-20T08:15:00-07:00',
    {
      valueQuantity: quantity(8.2, 'mg/dL'),
    },
  ),
];

export const clinicalResults: readonly Resource[] = [
  clinical(
    'eleanor-pr-interval',
    observationCategory('procedure', 'Procedure'),
    loinc('8625-6', 'P-R Interval'),
    {
      valueQuantity: quantity(188, 'ms'),
    },
  ),
  clinical(
    'eleanor-ecg-rhythm',
    observationCategory('procedure', 'Procedure'),
    loinc('8884-9', 'Heart rate rhythm'),
    {
      valueCodeableConcept: concept(SYSTEM.snomed, '49436004', 'Atrial fibrillation (disorder)'),
    },
  ),
  clinical(
    'eleanor-chest-film',
    observationCategory('imaging', 'Imaging'),
    loinc('19005-8', 'Radiology Imaging study [Impression] (narrative)'),
    {
      valueString: 'Enlarged heart, fluid in both lungs.',
    },
  ),
];
