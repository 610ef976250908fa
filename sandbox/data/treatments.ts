import type { JsonObject, Resource } from '../resource.ts';
import { concept, hl7, quantity, ref, resource, SYSTEM } from './building.ts';
import { CLINIC, ELEANOR, ENCOUNTER, HAROLD, MILA, OKAFOR } from './people.ts';

const vaccine = (code: string, display: string): JsonObject => concept(SYSTEM.cvx, code, display);

const immunization = (
  id: string,
  patient: string,
  at: string,
  vaccineCode: JsonObject,
  elements: JsonObject = {},
): Resource =>
  resource('Immunization', id, 'us-core-immunization', String(vaccineCode['text']), {
    status: 'completed',
    vaccineCode,
    patient: ref('Patient', patient),
    occurrenceDateTime: at,
    primarySource: true,
    location: ref('Location', 'consulting-room'),
    ...elements,
  });

export const immunizations: readonly Resource[] = [
  immunization(
    'eleanor-flu-2024',
    ELEANOR,
    '2024-10-08T15:10:00-07:00',
    vaccine('140', 'Influenza, split virus, trivalent, PF'),
    {
      lotNumber: 'FX20413',
    },
  ),
  immunization(
    'eleanor-flu-2025',
    ELEANOR,
    '2025-06-03T11:00:00-07:00',
    vaccine('140', 'Influenza, split virus, trivalent, PF'),
    {
      status: 'not-done',
      statusReason: concept(
        'http://terminology.hl7.org/CodeSystem/v3-ActReason',
        'PATOBJ',
        'patient objection',
      ),
      encounter: ref('Encounter', ENCOUNTER.eleanor2025),
    },
  ),
  immunization(
    'mila-dtap',
    MILA,
    '2025-04-14',
    vaccine('110', 'DTaP-hepatitis B and poliovirus vaccine'),
  ),
  immunization(
    'mila-pneumococcal',
    MILA,
    '2025-06-16',
    vaccine('133', 'Pneumococcal conjugate PCV 13'),
    {
      primarySource: false,
    },
  ),
  immunization('mila-mmr', MILA, '2026-02-16T14:22:00-08:00', vaccine('03', 'MMR'), {
    encounter: ref('Encounter', ENCOUNTER.mila),
  }),
  immunization(
    'harold-flu',
    HAROLD,
    '2025-10-20',
    vaccine('140', 'Influenza, split virus, trivalent, PF'),
  ),
];

/** A medication of RxNorm. */
export const drug = (code: string, display: string): JsonObject =>
  concept(SYSTEM.rxnorm, code, display);

export const medications: readonly Resource[] = [
  resource('Medication', 'lisinopril', 'us-core-medication', 'Lisinopril 10 mg', {
    code: drug('314076', 'lisinopril 10 MG Oral Tablet'),
  }),
  resource('Medication', 'furosemide', 'us-core-medication', 'Furosemide 40 mg', {
    code: drug('313988', 'furosemide 40 MG Oral Tablet'),
  }),
];

const daily = (text: string, frequency: number): JsonObject => ({
  text,
  timing: { repeat: { frequency, period: 1, periodUnit: 'd' } },
  route: concept(SYSTEM.snomed, '26643006', 'Oral route (qualifier value)'),
  doseAndRate: [{ doseQuantity: quantity(1, 'tablet', '{tablet}') }],
});

const category = (code: string, display: string): JsonObject =>
  hl7('medicationrequest-category', code, display);

/** What Dr. Okafor prescribes, in the form of US Core. */
export const prescription = (
  id: string,
  patient: string,
  authoredOn: string,
  medication: JsonObject,
  elements: JsonObject,
): Resource =>
  resource('MedicationRequest', id, 'us-core-medicationrequest', id, {
    status: 'active',
    intent: 'order',
    category: [category('community', 'Community')],
    reportedBoolean: false,
    ...medication,
    subject: ref('Patient', patient),
    authoredOn,
    requester: ref('Practitioner', OKAFOR),
    dosageInstruction: [daily('One tablet every morning', 1)],
    ...elements,
  });

export const prescriptions: readonly Resource[] = [
  prescription(
    'eleanor-lisinopril',
    ELEANOR,
    '2024-05-14T09:35:00-07:00',
    { medicationReference: ref('Medication', 'lisinopril') },
    {
      encounter: ref('Encounter', ENCOUNTER.eleanor2024),
      reasonReference: [ref('Condition', 'eleanor-hypertension')],
      dispenseRequest: { numberOfRepeatsAllowed: 3, quantity: quantity(90, 'tablet', '{tablet}') },
    },
  ),
  prescription(
    'eleanor-metformin',
    ELEANOR,
    '2025-06-03',
    {
      medicationCodeableConcept: drug(
        '860975',
        '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet',
      ),
    },
    {
      encounter: ref('Encounter', ENCOUNTER.eleanor2025),
      reasonCode: [concept(SYSTEM.snomed, '44054006', 'Diabetes mellitus type 2 (disorder)')],
    },
  ),
  prescription(
    'eleanor-furosemide',
    ELEANOR,
    '2026-08-24T19:30:00-07:00',
    { medicationReference: ref('Medication', 'furosemide') },
    {
      status: 'stopped',
      category: [category('inpatient', 'Inpatient')],
      encounter: ref('Encounter', ENCOUNTER.eleanorStay),
    },
  ),
  prescription(
    'eleanor-acetaminophen',
    ELEANOR,
    '2023-02-02',
    { medicationCodeableConcept: drug('313782', 'acetaminophen 325 MG Oral Tablet') },
    {
      status: 'completed',
      intent: 'plan',
      reportedBoolean: undefined,
      reportedReference: ref('Practitioner', OKAFOR),
    },
  ),
  prescription(
    'mila-hydrocortisone',
    MILA,
    '2025-10-01T16:00:00-07:00',
    { medicationCodeableConcept: drug('106258', 'hydrocortisone 10 MG/ML Topical Cream') },
    { dosageInstruction: [{ text: 'Thinly, twice a day, on dry patches' }] },
  ),
  prescription(
    'harold-allopurinol',
    HAROLD,
    '2025-10-20',
    { medicationCodeableConcept: drug('197319', 'allopurinol 100 MG Oral Tablet') },
    {},
  ),
];

const PHARMACY_SUPPLY = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

const dispense = (
  id: string,
  of: string,
  type: JsonObject,
  at: string,
  elements: JsonObject,
): Resource =>
  resource('MedicationDispense', id, 'us-core-medicationdispense', id, {
    status: 'completed',
    medicationReference: ref('Medication', 'lisinopril'),
    subject: ref('Patient', ELEANOR),
    context: ref('Encounter', ENCOUNTER.eleanor2024),
    performer: [{ actor: ref('Practitioner', OKAFOR) }, { actor: ref('Organization', CLINIC) }],
    authorizingPrescription: [ref('MedicationRequest', of)],
    type,
    quantity: quantity(90, 'tablet', '{tablet}'),
    whenHandedOver: at,
    dosageInstruction: [daily('One tablet every morning', 1)],
    ...elements,
  });

export const dispenses: readonly Resource[] = [
  dispense(
    'eleanor-lisinopril-first',
    'eleanor-lisinopril',
    concept(PHARMACY_SUPPLY, 'FF', 'First Fill'),
    '2024-05-15T10:00:00-07:00',
    {},
  ),
  dispense(
    'eleanor-lisinopril-refill',
    'eleanor-lisinopril',
    concept(PHARMACY_SUPPLY, 'RF', 'Refill'),
    '2024-08-12T10:00:00-07:00',
    {},
  ),
  dispense(
    'eleanor-metformin-first',
    'eleanor-metformin',
    concept(PHARMACY_SUPPLY, 'FF', 'First Fill'),
    '2025-06-04T12:00:00-07:00',
    {
      status: 'in-progress',
      medicationReference: undefined,
      medicationCodeableConcept: drug(
        '860975',
        '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet',
      ),
      whenHandedOver: undefined,
    },
  ),
];

const procedure = (id: string, patient: string, code: JsonObject, elements: JsonObject): Resource =>
  resource('Procedure', id, 'us-core-procedure', String(code['text']), {
    status: 'completed',
    code,
    subject: ref('Patient', patient),
    ...elements,
  });

const snomed = (code: string, display: string): JsonObject => concept(SYSTEM.snomed, code, display);

export const procedures: readonly Resource[] = [
  procedure(
    'eleanor-pacemaker',
    ELEANOR,
    snomed('307280005', 'Implantation of cardiac pacemaker (procedure)'),
    {
      basedOn: [ref('ServiceRequest', 'eleanor-pacemaker-order')],
      performedDateTime: '2018-11-06T08:15:00-08:00',
      reasonCode: [snomed('49436004', 'Atrial fibrillation (disorder)')],
    },
  ),
  procedure(
    'eleanor-ecg',
    ELEANOR,
    snomed('29303009', 'Electrocardiographic procedure (procedure)'),
    {
      encounter: ref('Encounter', ENCOUNTER.eleanorStay),
      performedPeriod: { start: '2026-08-24T18:50:00-07:00', end: '2026-08-24T19:00:00-07:00' },
      reasonReference: [ref('Condition', 'eleanor-heart-failure')],
    },
  ),
  procedure(
    'eleanor-hip-replacement',
    ELEANOR,
    snomed('52734007', 'Total replacement of hip (procedure)'),
    {
      performedDateTime: '2019-01-05',
    },
  ),
  procedure('eleanor-colonoscopy', ELEANOR, snomed('73761001', 'Colonoscopy (procedure)'), {
    status: 'not-done',
    statusReason: snomed('183932001', 'Procedure contraindicated (situation)'),
  }),
  procedure('mila-vision', MILA, snomed('252886007', 'Refraction assessment (procedure)'), {
    performedDateTime: '2026-02-16T14:18:00-08:00',
    encounter: ref('Encounter', ENCOUNTER.mila),
  }),
  procedure('harold-injection', HAROLD, snomed('73761001', 'Colonoscopy (procedure)'), {
    performedDateTime: '2021-03-04',
  }),
];

const order = (
  id: string,
  categories: readonly JsonObject[],
  code: JsonObject,
  elements: JsonObject,
): Resource =>
  resource('ServiceRequest', id, 'us-core-servicerequest', String(code['text']), {
    status: 'completed',
    intent: 'order',
    category: categories,
    code,
    subject: ref('Patient', ELEANOR),
    requester: ref('Practitioner', OKAFOR),
    ...elements,
  });

export const orders: readonly Resource[] = [
  order(
    'eleanor-pacemaker-order',
    [snomed('387713003', 'Surgical procedure (procedure)')],
    snomed('307280005', 'Implantation of cardiac pacemaker (procedure)'),
    {
      occurrencePeriod: { start: '2018-11-05', end: '2018-11-09' },
      authoredOn: '2018-10-22T13:00:00-07:00',
      reasonCode: [snomed('49436004', 'Atrial fibrillation (disorder)')],
    },
  ),
  order(
    'eleanor-lab-order',
    [snomed('108252007', 'Laboratory procedure (procedure)')],
    concept(SYSTEM.loinc, '4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood'),
    {
      encounter: ref('Encounter', ENCOUNTER.eleanor2024),
      occurrenceDateTime: '2024-05-14T09:25:00-07:00',
      authoredOn: '2024-05-14T09:20:00-07:00',
      reasonReference: [ref('Condition', 'eleanor-diabetes')],
    },
  ),
  order(
    'eleanor-food-referral',
    [
      concept(SYSTEM.usCoreCategory, 'sdoh', 'SDOH'),
      snomed('410606002', 'Social service procedure (procedure)'),
    ],
    snomed('464131000124100', 'Referral to food bank program (procedure)'),
    {
      status: 'active',
      occurrencePeriod: { start: '2025-06-10' },
      authoredOn: '2025-06-03',
      reasonReference: [ref('Condition', 'eleanor-food-insecurity')],
    },
  ),
];

export const devices: readonly Resource[] = [
  resource('Device', 'eleanor-pacemaker', 'us-core-implantable-device', 'Cardiac pacemaker', {
    udiCarrier: [
      {
        deviceIdentifier: '00844588003288',
        carrierHRF: '(01)00844588003288(17)281106(10)PM2018A(21)SN-77120',
      },
    ],
    status: 'active',
    distinctIdentifier: 'PM-77120',
    manufactureDate: '2018-06-01',
    expirationDate: '2028-11-06',
    lotNumber: 'PM2018A',
    serialNumber: 'SN-77120',
    type: snomed('14106009', 'Cardiac pacemaker, device (physical object)'),
    patient: ref('Patient', ELEANOR),
  }),
];
