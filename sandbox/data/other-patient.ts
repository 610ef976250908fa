import type { Resource } from '../resource.ts';
import { concept, quantity, ref, resource, SYSTEM } from './building.ts';
import { HAROLD, OKAFOR } from './people.ts';

const subject = ref('Patient', HAROLD);
const doctor = ref('Practitioner', OKAFOR);

/** One of each further kind for the patient who must not leak, so that a leak of any kind shows. */
export const otherPatient: readonly Resource[] = [
  resource('CareTeam', 'harold-team', 'us-core-careteam', 'Those who care for Harold Quist', {
    status: 'active',
    subject,
    participant: [
      {
        role: [concept(SYSTEM.snomed, '62247001', 'Family medicine specialist (occupation)')],
        member: doctor,
      },
    ],
  }),
  resource('Device', 'harold-lens', 'us-core-implantable-device', 'Artificial lens', {
    udiCarrier: [{ deviceIdentifier: '00380652341233' }],
    status: 'active',
    type: concept(SYSTEM.snomed, '14106009', 'Cardiac pacemaker, device (physical object)'),
    patient: subject,
  }),
  resource('Goal', 'harold-goal', 'us-core-goal', 'No attack of gout for a year', {
    lifecycleStatus: 'active',
    description: { text: 'No attack of gout for a year' },
    subject,
    startDate: '2025-10-20',
  }),
  resource('Media', 'harold-photo', [], 'Photo of the ankle', {
    status: 'completed',
    subject,
    content: { contentType: 'text/plain', data: 'QW5rbGU=' },
  }),
  resource(
    'MedicationDispense',
    'harold-allopurinol',
    'us-core-medicationdispense',
    'Allopurinol',
    {
      status: 'completed',
      medicationCodeableConcept: concept(SYSTEM.rxnorm, '197319', 'allopurinol 100 MG Oral Tablet'),
      subject,
      performer: [{ actor: doctor }],
      authorizingPrescription: [ref('MedicationRequest', 'harold-allopurinol')],
      type: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'FF', 'First Fill'),
      quantity: quantity(30, 'tablet', '{tablet}'),
      whenHandedOver: '2025-10-21',
    },
  ),
  resource(
    'QuestionnaireResponse',
    'harold-hunger',
    'us-core-questionnaireresponse',
    'Hunger Vital Sign',
    {
      questionnaire: 'https://sandbox.example.org/fhir/Questionnaire/hunger-vital-sign',
      status: 'completed',
      subject,
      authored: '2025-10-20T08:10:00-07:00',
      author: doctor,
    },
  ),
  resource(
    'RelatedPerson',
    'harold-sister',
    'us-core-relatedperson',
    'Ruth Quist, sister of Harold Quist',
    {
      active: true,
      patient: subject,
      relationship: [concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'SIS', 'sister')],
      name: [{ family: 'Quist', given: ['Ruth'] }],
    },
  ),
  resource('ServiceRequest', 'harold-order', 'us-core-servicerequest', 'Urate', {
    status: 'completed',
    intent: 'order',
    category: [concept(SYSTEM.snomed, '108252007', 'Laboratory procedure (procedure)')],
    code: concept(SYSTEM.loinc, '3084-1', 'Urate [Mass/volume] in Serum or Plasma'),
    subject,
    authoredOn: '2025-10-20',
    requester: doctor,
  }),
  resource('Specimen', 'harold-serum', 'us-core-specimen', 'Serum specimen', {
    type: concept(SYSTEM.snomed, '119364003', 'Serum specimen (specimen)'),
    subject,
  }),
];
