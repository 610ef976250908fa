import type { JsonObject, Resource } from '../resource.ts';
import { concept, hl7, ref, resource, SYSTEM, UNKNOWN_CONCEPT } from './building.ts';
import { ELEANOR, HAROLD, MILA, OKAFOR } from './people.ts';

const clinical = (code: string, display: string): JsonObject =>
  hl7('allergyintolerance-clinical', code, display);

const verification = (code: string, display: string): JsonObject =>
  hl7('allergyintolerance-verification', code, display);

const allergy = (id: string, patient: string, code: JsonObject, elements: JsonObject): Resource =>
  resource('AllergyIntolerance', id, 'us-core-allergyintolerance', String(code['text']), {
    clinicalStatus: clinical('active', 'Active'),
    verificationStatus: verification('confirmed', 'Confirmed'),
    code,
    patient: ref('Patient', patient),
    recorder: ref('Practitioner', OKAFOR),
    ...elements,
  });

const manifestation = (code: string, display: string): JsonObject =>
  concept(SYSTEM.snomed, code, display);

export const allergies: readonly Resource[] = [
  allergy('eleanor-penicillin', ELEANOR, concept(SYSTEM.rxnorm, '7980', 'penicillin G'), {
    type: 'allergy',
    category: ['medication'],
    criticality: 'high',
    onsetDateTime: '1962',
    recordedDate: '2019-04-02T10:15:00-07:00',
    reaction: [
      { manifestation: [manifestation('247472004', 'Wheal (finding)')], severity: 'moderate' },
      { manifestation: [manifestation('39579001', 'Anaphylaxis (disorder)')], severity: 'severe' },
    ],
  }),
  allergy('eleanor-peanut', ELEANOR, concept(SYSTEM.snomed, '762952008', 'Peanut (substance)'), {
    type: 'allergy',
    category: ['food'],
    criticality: 'low',
    recordedDate: '2021-01-20',
    reaction: [
      { manifestation: [manifestation('418290006', 'Itching (finding)')], severity: 'mild' },
    ],
  }),
  allergy('eleanor-latex', ELEANOR, concept(SYSTEM.snomed, '111088007', 'Latex (substance)'), {
    clinicalStatus: clinical('resolved', 'Resolved'),
    category: ['environment'],
    recordedDate: '2010-09-13',
    // What happened back then is not known any more.
    reaction: [{ manifestation: [UNKNOWN_CONCEPT] }],
  }),
  allergy('mila-none', MILA, concept(SYSTEM.snomed, '716186003', 'No known allergy (situation)'), {
    recordedDate: '2025-02-12',
  }),
  allergy('mila-milk', MILA, concept(SYSTEM.snomed, '3718001', "Cow's milk (substance)"), {
    clinicalStatus: clinical('inactive', 'Inactive'),
    verificationStatus: verification('unconfirmed', 'Unconfirmed'),
    type: 'intolerance',
    category: ['food'],
    recordedDate: '2025-06-30',
    reaction: [{ manifestation: [manifestation('422400008', 'Vomiting (disorder)')] }],
  }),
  allergy('harold-shellfish', HAROLD, concept(SYSTEM.snomed, '44027008', 'Seafood (substance)'), {
    category: ['food'],
    recordedDate: '2015-03-03',
  }),
];
