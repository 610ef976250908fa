import type { JsonObject, Resource } from '../resource.ts';
import { absent, concept, ref, resource, SYSTEM, US_CORE } from './building.ts';
import { CLINIC, ELEANOR, HAROLD, MILA, OKAFOR } from './people.ts';

const CDC_RACE = 'urn:oid:2.16.840.1.113883.6.238';

const coded = (url: string, code: string, display: string): JsonObject => ({
  url,
  valueCoding: { system: CDC_RACE, code, display },
});

const race = (...parts: readonly JsonObject[]): JsonObject => ({
  url: `${US_CORE}/us-core-race`,
  extension: parts,
});

const ethnicity = (...parts: readonly JsonObject[]): JsonObject => ({
  url: `${US_CORE}/us-core-ethnicity`,
  extension: parts,
});

const text = (value: string): JsonObject => ({ url: 'text', valueString: value });

const recordNumber = (value: string): JsonObject => ({
  use: 'usual',
  type: concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'MR', 'Medical record number'),
  system: 'https://sandbox.example.org/record-numbers',
  value,
});

const language = (code: string, display: string, preferred: boolean): JsonObject => ({
  language: concept('urn:ietf:bcp:47', code, display),
  preferred,
});

/** Eleanor Voss, who has everything that a record can have, and died in 2026. */
const eleanor = resource('Patient', ELEANOR, 'us-core-patient', 'Eleanor Voss, born 1948', {
  extension: [
    race(
      coded('ombCategory', '2106-3', 'White'),
      coded('ombCategory', '1002-5', 'American Indian or Alaska Native'),
      coded('detailed', '1586-7', 'Shoshone'),
      text('White, Shoshone'),
    ),
    ethnicity(
      coded('ombCategory', '2135-2', 'Hispanic or Latino'),
      coded('detailed', '2148-5', 'Mexican'),
      text('Mexican'),
    ),
    {
      url: `${US_CORE}/us-core-tribal-affiliation`,
      extension: [
        {
          url: 'tribalAffiliation',
          valueCodeableConcept: concept(
            'http://terminology.hl7.org/CodeSystem/v3-TribalEntityUS',
            '187',
            'Paiute-Shoshone Tribe of the Fallon Reservation and Colony, Nevada',
          ),
        },
        { url: 'isEnrolled', valueBoolean: true },
      ],
    },
    { url: `${US_CORE}/us-core-birthsex`, valueCode: 'F' },
    { url: `${US_CORE}/us-core-sex`, valueCode: '248152002' },
    {
      url: `${US_CORE}/us-core-genderIdentity`,
      valueCodeableConcept: concept(
        SYSTEM.snomed,
        '446141000124107',
        'Identifies as female gender (finding)',
      ),
    },
  ],
  identifier: [
    recordNumber('SBX-100017'),
    { use: 'official', system: 'http://hl7.org/fhir/sid/us-ssn', value: '900-12-3456' },
  ],
  active: true,
  name: [
    {
      use: 'official',
      family: 'Voss',
      given: ['Eleanor', 'Renée'],
      prefix: ['Dr.'],
      suffix: ['PhD'],
      period: { start: '1975-06-14' },
    },
    {
      use: 'old',
      family: 'Ibáñez',
      given: ['Eleanor', 'Renée'],
      period: { start: '1948-03-09', end: '1975-06-13' },
    },
  ],
  telecom: [
    { system: 'phone', value: '+1-555-010-0142', use: 'home' },
    { system: 'email', value: 'eleanor.voss@example.com', use: 'home' },
  ],
  gender: 'female',
  birthDate: '1948-03-09',
  deceasedDateTime: '2026-08-30T04:20:00-07:00',
  address: [
    {
      use: 'home',
      type: 'both',
      line: ['418 Larkspur Lane', 'Apartment 3'],
      city: 'Fallon',
      state: 'NV',
      postalCode: '89406',
      country: 'US',
      period: { start: '2004-05-01' },
    },
    {
      use: 'old',
      line: ['7 Harbor Street'],
      city: 'Monterey',
      state: 'CA',
      postalCode: '93940',
      country: 'US',
      period: { start: '1980-01-01', end: '2004-04-30' },
    },
  ],
  maritalStatus: concept('http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', 'W', 'Widowed'),
  communication: [language('en', 'English', true), language('es', 'Spanish', false)],
  generalPractitioner: [ref('Practitioner', OKAFOR)],
  managingOrganization: ref('Organization', CLINIC),
});

/** Mila Voss, an infant: growth charts, and a phone number that no one knows. */
const mila = resource('Patient', MILA, 'us-core-patient', 'Mila Voss, born 2025', {
  extension: [
    race(coded('ombCategory', '2106-3', 'White'), text('White')),
    ethnicity(coded('ombCategory', '2186-5', 'Not Hispanic or Latino'), text('Not Hispanic')),
    { url: `${US_CORE}/us-core-birthsex`, valueCode: 'F' },
    { url: `${US_CORE}/us-core-sex`, valueCode: '248152002' },
  ],
  identifier: [recordNumber('SBX-100242')],
  active: true,
  name: [{ use: 'official', family: 'Voss', given: ['Mila'] }],
  telecom: [{ system: 'phone', _value: absent('unknown'), use: 'home' }],
  gender: 'female',
  birthDate: '2025-02-11',
  address: [
    {
      use: 'home',
      line: ['22 Juniper Court'],
      city: 'Reno',
      state: 'NV',
      postalCode: '89501',
      country: 'US',
    },
  ],
  communication: [language('en', 'English', true)],
});

/** Harold Quist, of whom no one but his doctor may learn anything. */
const harold = resource('Patient', HAROLD, 'us-core-patient', 'Harold Quist, born 1961', {
  extension: [
    race(coded('ombCategory', '2054-5', 'Black or African American'), text('Black')),
    ethnicity(coded('ombCategory', '2186-5', 'Not Hispanic or Latino'), text('Not Hispanic')),
    { url: `${US_CORE}/us-core-birthsex`, valueCode: 'M' },
  ],
  identifier: [recordNumber('SBX-100377')],
  active: true,
  name: [{ use: 'official', family: 'Quist', given: ['Harold'] }],
  gender: 'male',
  birthDate: '1961-10-02',
  address: [
    {
      use: 'home',
      line: ['9 Mill Road'],
      city: 'Elko',
      state: 'NV',
      postalCode: '89801',
      country: 'US',
    },
  ],
  communication: [language('en', 'English', true)],
});

export const patients: readonly Resource[] = [eleanor, mila, harold];
