import type { JsonObject, Resource } from '../resource.ts';
import { concept, ref, resource } from './building.ts';
import { loinc } from './observing.ts';
import { CLINIC, ELEANOR, ENCOUNTER, HAROLD, MILA, OKAFOR } from './people.ts';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const binary = (id: string, patient: string, text: string): Resource => ({
  resourceType: 'Binary',
  id,
  contentType: 'text/plain',
  securityContext: ref('Patient', patient),
  data: base64(text),
});

const NOTE = concept(
  'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
  'clinical-note',
  'Clinical Note',
);

interface Note {
  readonly id: string;
  readonly patient: string;
  readonly type: JsonObject;
  readonly date: string;
  readonly encounter: string;
  readonly attachment: JsonObject;
}

const note = ({ id, patient, type, date, encounter, attachment }: Note): Resource =>
  resource('DocumentReference', id, 'us-core-documentreference', String(type['text']), {
    identifier: [{ system: 'https://sandbox.example.org/documents', value: id }],
    status: 'current',
    type,
    category: [NOTE],
    subject: ref('Patient', patient),
    date,
    author: [ref('Practitioner', OKAFOR)],
    custodian: ref('Organization', CLINIC),
    content: [
      {
        attachment: { contentType: 'text/plain', ...attachment },
        format: {
          system: 'http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem',
          code: 'urn:ihe:iti:xds:2017:mimeTypeSufficient',
          display: 'mimeType Sufficient',
        },
      },
    ],
    context: {
      encounter: [ref('Encounter', encounter)],
      period: { start: date, end: date },
    },
  });

const at = (id: string): JsonObject => ({ url: `Binary/${id}` });
const inline = (text: string): JsonObject => ({ data: base64(text) });

/** What the report-like notes say; the same text stands behind the DiagnosticReport of that kind. */
export const binaries: readonly Resource[] = [
  binary(
    'eleanor-chest-film',
    ELEANOR,
    'Chest film, two views. Heart enlarged. Fluid in both lungs.',
  ),
  binary('eleanor-ecg', ELEANOR, 'Twelve-lead ECG. Atrial fibrillation, rate 112.'),
  binary('eleanor-pathology', ELEANOR, 'Skin, left forearm, shave biopsy: seborrheic keratosis.'),
  binary('eleanor-history', ELEANOR, 'History and physical. Short of breath for three days.'),
  binary(
    'eleanor-consult',
    ELEANOR,
    'Cardiology consultation. Advise diuretics, fluid restriction.',
  ),
  binary('mila-progress', MILA, 'Well child visit. Growing as expected.'),
];

const DAY = { encounter: ENCOUNTER.eleanorStay, patient: ELEANOR };

export const documents: readonly Resource[] = [
  note({
    ...DAY,
    id: 'eleanor-consultation',
    type: loinc('11488-4', 'Consult note'),
    date: '2026-08-25T11:00:00-07:00',
    attachment: at('eleanor-consult'),
  }),
  note({
    ...DAY,
    id: 'eleanor-discharge',
    type: loinc('18842-5', 'Discharge summary'),
    date: '2026-08-30T06:00:00-07:00',
    attachment: inline('Admitted for heart failure. Died in the early morning of 30 August.'),
  }),
  note({
    ...DAY,
    id: 'eleanor-history-physical',
    type: loinc('34117-2', 'History and physical note'),
    date: '2026-08-24T19:40:00-07:00',
    attachment: at('eleanor-history'),
  }),
  note({
    ...DAY,
    id: 'eleanor-procedure-note',
    type: loinc('28570-0', 'Procedure note'),
    date: '2026-08-24T19:05:00-07:00',
    attachment: inline('ECG recorded at the bedside.'),
  }),
  note({
    ...DAY,
    id: 'eleanor-imaging',
    type: loinc('18748-4', 'Diagnostic imaging study'),
    date: '2026-08-24T19:20:00-07:00',
    attachment: at('eleanor-chest-film'),
  }),
  note({
    ...DAY,
    id: 'eleanor-ecg-report',
    type: loinc('11524-6', 'EKG study'),
    date: '2026-08-24T19:10:00-07:00',
    attachment: at('eleanor-ecg'),
  }),
  note({
    id: 'eleanor-laboratory',
    patient: ELEANOR,
    encounter: ENCOUNTER.eleanor2024,
    type: loinc('11502-2', 'Laboratory report'),
    date: '2024-05-15T08:00:00-07:00',
    attachment: inline('Glucose 142 mg/dL. HbA1c 7.4 %.'),
  }),
  note({
    id: 'eleanor-pathology',
    patient: ELEANOR,
    encounter: ENCOUNTER.eleanor2025,
    type: loinc('11526-1', 'Pathology study'),
    date: '2025-06-09T16:00:00-07:00',
    attachment: at('eleanor-pathology'),
  }),
  note({
    id: 'eleanor-progress',
    patient: ELEANOR,
    encounter: ENCOUNTER.eleanor2025,
    type: loinc('11506-3', 'Progress note'),
    date: '2025-06-03T11:05:00-07:00',
    attachment: inline('Cough for five days. Lungs clear.'),
  }),
  note({
    id: 'mila-progress',
    patient: MILA,
    encounter: ENCOUNTER.mila,
    type: loinc('11506-3', 'Progress note'),
    date: '2026-02-16T14:25:00-08:00',
    attachment: at('mila-progress'),
  }),
  note({
    id: 'harold-progress',
    patient: HAROLD,
    encounter: ENCOUNTER.harold,
    type: loinc('11506-3', 'Progress note'),
    date: '2025-10-20T08:20:00-07:00',
    attachment: inline('Ankle better.'),
  }),
];

const report = (
  id: string,
  patient: string,
  profile: string,
  category: JsonObject,
  code: JsonObject,
  effectiveDateTime: string,
  elements: JsonObject,
): Resource =>
  resource('DiagnosticReport', id, profile, String(code['text']), {
    status: 'final',
    category: [category],
    code,
    subject: ref('Patient', patient),
    effectiveDateTime,
    issued: '2026-08-31T08:00:00Z',
    performer: [ref('Practitioner', OKAFOR), ref('Organization', CLINIC)],
    ...elements,
  });

const LAB = concept('http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB', 'Laboratory');
const LAB_PROFILE = 'us-core-diagnosticreport-lab';
const NOTE_PROFILE = 'us-core-diagnosticreport-note';
const stay = ref('Encounter', ENCOUNTER.eleanorStay);

const presented = (id: string): readonly JsonObject[] => [{ contentType: 'text/plain', ...at(id) }];

export const reports: readonly Resource[] = [
  report(
    'eleanor-metabolic',
    ELEANOR,
    LAB_PROFILE,
    LAB,
    loinc('24323-8', 'Comprehensive metabolic 2000 panel - Serum or Plasma'),
    '2024-05-14T09:25:00-07:00',
    {
      encounter: ref('Encounter', ENCOUNTER.eleanor2024),
      specimen: [ref('Specimen', 'eleanor-serum-2024')],
      result: [ref('Observation', 'eleanor-glucose-2024'), ref('Observation', 'eleanor-a1c-2024')],
    },
  ),
  report(
    'eleanor-blood-culture',
    ELEANOR,
    LAB_PROFILE,
    LAB,
    loinc('600-7', 'Bacteria identified in Blood by Culture'),
    '2026-08-25T06:00:00-07:00',
    {
      encounter: stay,
      result: [ref('Observation', 'eleanor-culture')],
    },
  ),
  report(
    'eleanor-chest-film',
    ELEANOR,
    NOTE_PROFILE,
    loinc('LP29684-5', 'Radiology'),
    loinc('36643-5', 'XR Chest 2 Views'),
    '2026-08-24T19:15:00-07:00',
    {
      encounter: stay,
      result: [ref('Observation', 'eleanor-chest-film')],
      presentedForm: presented('eleanor-chest-film'),
    },
  ),
  report(
    'eleanor-ecg',
    ELEANOR,
    NOTE_PROFILE,
    loinc('LP29708-2', 'Cardiology'),
    loinc('11524-6', 'EKG study'),
    '2026-08-24T19:00:00-07:00',
    {
      encounter: stay,
      result: [ref('Observation', 'eleanor-pr-interval'), ref('Observation', 'eleanor-ecg-rhythm')],
      media: [{ comment: 'Strip', link: ref('Media', 'eleanor-ecg-strip') }],
      presentedForm: presented('eleanor-ecg'),
    },
  ),
  report(
    'eleanor-pathology',
    ELEANOR,
    NOTE_PROFILE,
    loinc('LP7839-6', 'Pathology'),
    loinc('11526-1', 'Pathology study'),
    '2025-06-09',
    {
      encounter: ref('Encounter', ENCOUNTER.eleanor2025),
      result: [ref('Observation', 'eleanor-a1c-2025')],
      presentedForm: presented('eleanor-pathology'),
    },
  ),
  report(
    'mila-blood',
    MILA,
    LAB_PROFILE,
    LAB,
    loinc('718-7', 'Hemoglobin [Mass/volume] in Blood'),
    '2026-02-16T14:15:00-08:00',
    {
      encounter: ref('Encounter', ENCOUNTER.mila),
      specimen: [ref('Specimen', 'mila-blood-2026')],
      result: [ref('Observation', 'mila-hemoglobin')],
    },
  ),
  report(
    'harold-urate',
    HAROLD,
    LAB_PROFILE,
    LAB,
    loinc('3084-1', 'Urate [Mass/volume] in Serum or Plasma'),
    '2025-10-20T08:15:00-07:00',
    {
      result: [ref('Observation', 'harold-urate')],
    },
  ),
];

export const media: readonly Resource[] = [
  resource('Media', 'eleanor-ecg-strip', [], 'ECG strip', {
    status: 'completed',
    type: concept('http://terminology.hl7.org/CodeSystem/media-type', 'image', 'Image'),
    subject: ref('Patient', ELEANOR),
    encounter: stay,
    createdDateTime: '2026-08-24T18:55:00-07:00',
    content: {
      contentType: 'image/svg+xml',
      data: base64(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><path d="M0 10h20l3-8 4 16 3-8h50" fill="none" stroke="black"/></svg>',
      ),
      title: 'Lead II',
    },
  }),
];
