import type { Resource } from '../resource.ts';
import { concept, hl7, ref, resource, SYSTEM } from './building.ts';
import { CLINIC, ELEANOR, JONAS, OKAFOR } from './people.ts';

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
];
