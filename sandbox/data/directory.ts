import type { Resource } from '../resource.ts';
import { concept, hl7, ref, resource, SYSTEM } from './building.ts';
import { CLINIC, ELEANOR, JONAS, OKAFOR, PAYER, REYES, WARD } from './people.ts';

/** Those who are not patients: the clinic, its people, the family. */
export const directory: readonly Resource[] = [
  resource('Organization', CLINIC, 'us-core-organization', 'Lahontan Valley Clinic', {
    identifier: [
      { system: SYSTEM.npi, value: '1234567893' },
      { system: 'urn:oid:2.16.840.1.113883.4.7', value: '29D1234567' },
    ],
    active: true,
    type: [hl7('organization-type', 'prov', 'Healthcare Provider')],
    name: 'Lahontan Valley Clinic',
    telecom: [
      { system: 'phone', value: '+1-555-010-0100' },
      { system: 'email', value: 'desk@clinic.example.org' },
    ],
    address: [
      { line: ['1 Main Street'], city: 'Fallon', state: 'NV', postalCode: '89406', country: 'US' },
    ],
  }),
  resource('Practitioner', OKAFOR, 'us-core-practitioner', 'Amara Okafor, MD', {
    identifier: [{ system: SYSTEM.npi, value: '1245319599' }],
    active: true,
    name: [{ family: 'Okafor', given: ['Amara'], prefix: ['Dr.'], suffix: ['MD'] }],
    telecom: [
      { system: 'phone', value: '+1-555-010-0111', use: 'work' },
      { system: 'email', value: 'amara.okafor@clinic.example.org', use: 'work' },
    ],
    address: [
      {
        use: 'work',
        line: ['1 Main Street'],
        city: 'Fallon',
        state: 'NV',
        postalCode: '89406',
        country: 'US',
      },
    ],
  }),
  resource('RelatedPerson', JONAS, 'us-core-relatedperson', 'Jonas Voss, son of Eleanor Voss', {
    active: true,
    patient: ref('Patient', ELEANOR),
    relationship: [
      concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'SON', 'natural son'),
    ],
    name: [{ use: 'official', family: 'Voss', given: ['Jonas'] }],
    telecom: [{ system: 'phone', value: '+1-555-010-0177', use: 'mobile' }],
    gender: 'male',
    address: [
      { line: ['22 Juniper Court'], city: 'Reno', state: 'NV', postalCode: '89501', country: 'US' },
    ],
  }),
  resource('Practitioner', REYES, 'us-core-practitioner', 'Mateo Reyes, MD', {
    identifier: [{ system: SYSTEM.npi, value: '1679576722' }],
    active: true,
    name: [{ family: 'Reyes', given: ['Mateo'], suffix: ['MD'] }],
    telecom: [{ system: 'phone', value: '+1-555-010-0160', use: 'work' }],
    address: [
      { line: ['1 Main Street'], city: 'Fallon', state: 'NV', postalCode: '89406', country: 'US' },
    ],
  }),
  resource(
    'PractitionerRole',
    'reyes-cardiologist',
    'us-core-practitionerrole',
    'Mateo Reyes, cardiologist',
    {
      active: true,
      practitioner: ref('Practitioner', REYES),
      organization: ref('Organization', CLINIC),
      code: [concept(SYSTEM.snomed, '17561000', 'Cardiologist (occupation)')],
      specialty: [concept(SYSTEM.nucc, '207RC0000X', 'Cardiovascular Disease Physician')],
      location: [ref('Location', WARD)],
      telecom: [{ system: 'phone', value: '+1-555-010-0160', use: 'work' }],
      endpoint: [ref('Endpoint', 'clinic-direct')],
    },
  ),
  resource('Endpoint', 'clinic-direct', [], 'Direct messages to the clinic', {
    status: 'active',
    connectionType: {
      system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
      code: 'direct-project',
      display: 'Direct Project',
    },
    payloadType: [
      concept('http://terminology.hl7.org/CodeSystem/endpoint-payload-type', 'any', 'Any'),
    ],
    address: 'mailto:desk@direct.clinic.example.org',
  }),
  resource('HealthcareService', 'clinic-cardiology', [], 'Cardiology', {
    active: true,
    providedBy: ref('Organization', CLINIC),
    name: 'Cardiology',
    location: [ref('Location', WARD)],
  }),
  {
    resourceType: 'Questionnaire',
    id: 'hunger-vital-sign',
    url: 'https://sandbox.example.org/fhir/Questionnaire/hunger-vital-sign',
    name: 'HungerVitalSign',
    title: 'Hunger Vital Sign',
    status: 'active',
    subjectType: ['Patient'],
    item: [
      {
        linkId: 'asked-by',
        text: 'Who asked',
        type: 'string',
        item: [{ linkId: 'asked-minutes', text: 'Minutes', type: 'decimal' }],
      },
      { linkId: 'days', text: 'Days without a warm meal last month', type: 'decimal' },
      { linkId: 'language', text: 'Language of the interview', type: 'choice' },
      {
        linkId: 'hunger',
        text: 'Hunger Vital Sign',
        type: 'group',
        item: [
          {
            linkId: 'worried',
            text: 'We worried that our food would run out',
            type: 'choice',
            item: [
              { linkId: 'worried-how-often', text: 'How many days of a month', type: 'decimal' },
            ],
          },
          { linkId: 'remark', text: 'Anything else', type: 'string' },
        ],
      },
    ],
  },
  ...places(),
  resource('Organization', PAYER, 'us-core-organization', 'Silver State Health', {
    identifier: [{ system: SYSTEM.npi, value: '1497758544' }],
    active: true,
    name: 'Silver State Health',
    telecom: [{ system: 'phone', value: '+1-555-010-0900' }],
    address: [
      {
        line: ['900 Carson Street'],
        city: 'Carson City',
        state: 'NV',
        postalCode: '89701',
        country: 'US',
      },
    ],
  }),
];

function places(): readonly Resource[] {
  const place = (id: string, name: string): Resource =>
    resource('Location', id, 'us-core-location', name, {
      identifier: [{ system: 'https://sandbox.example.org/locations', value: id }],
      status: 'active',
      name,
      type: [concept('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'HOSP', 'Hospital')],
      telecom: [{ system: 'phone', value: '+1-555-010-0130' }],
      address: {
        line: ['1 Main Street'],
        city: 'Fallon',
        state: 'NV',
        postalCode: '89406',
        country: 'US',
      },
      managingOrganization: ref('Organization', CLINIC),
    });
  return [place(WARD, 'Ward 3'), place('consulting-room', 'Consulting room')];
}
