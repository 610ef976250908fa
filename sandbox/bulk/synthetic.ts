import type { Resource } from '../resource.ts';

/** Resources that each made-up patient has beside the patient's own entry. */
const OBSERVATIONS_EACH = 8;

/** When everything made up was last changed. */
export const SYNTHETIC_AT = '2026-09-02T08:00:00.000Z';

const PREFIX = 'synthetic-';

const idOf = (index: number): string => `${PREFIX}${String(index + 1).padStart(7, '0')}`;

export const syntheticIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => idOf(index));

/** Which made-up patient an id is of; undefined for those of the record. */
export const syntheticIndex = (id: string): number | undefined =>
  id.startsWith(PREFIX) ? Number(id.slice(PREFIX.length)) - 1 : undefined;

/** How many resources of a type each made-up patient has. */
export const syntheticEach = (type: string): number =>
  ({ Patient: 1, Observation: OBSERVATIONS_EACH })[type] ?? 0;

/** The resources of a type of one made-up patient. */
export const syntheticResources = (index: number, type: string): readonly Resource[] =>
  type === 'Patient' ? [syntheticPatient(index)] : syntheticObservations(index);

/** A number that looks random and is the same for the same patient and question. */
const drawn = (index: number, question: number, below: number): number => {
  let state = (index * 0x9e3779b1 + question * 0x85ebca6b) >>> 0;
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
  return ((state ^ (state >>> 15)) >>> 0) % below;
};

const two = (value: number): string => String(value).padStart(2, '0');

const FAMILIES = ['Abara', 'Brandt', 'Cho', 'Dvorak', 'Eze', 'Fontaine', 'Garza', 'Haddad'];
const GIVEN = ['Ana', 'Bela', 'Chidi', 'Dara', 'Emre', 'Freya', 'Goran', 'Hana'];

const meta = (profile: string) => ({
  versionId: '1',
  lastUpdated: SYNTHETIC_AT,
  profile: [`http://hl7.org/fhir/us/core/StructureDefinition/${profile}`],
});

/** One made-up patient. */
const syntheticPatient = (index: number): Resource => ({
  resourceType: 'Patient',
  id: idOf(index),
  meta: meta('us-core-patient'),
  identifier: [{ system: 'urn:oid:2.16.840.1.113883.19.5', value: `S${index + 1}` }],
  name: [
    {
      family: FAMILIES[drawn(index, 1, FAMILIES.length)] ?? 'Abara',
      given: [GIVEN[drawn(index, 2, GIVEN.length)] ?? 'Ana'],
    },
  ],
  gender: drawn(index, 3, 2) === 0 ? 'female' : 'male',
  birthDate: `${1930 + drawn(index, 4, 90)}-${two(1 + drawn(index, 5, 12))}-${two(1 + drawn(index, 6, 28))}`,
});

/** The heart rates of one made-up patient. */
const syntheticObservations = (index: number): readonly Resource[] =>
  Array.from({ length: OBSERVATIONS_EACH }, (_, number) => ({
    resourceType: 'Observation',
    id: `${idOf(index)}-${number + 1}`,
    meta: meta('us-core-heart-rate'),
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'vital-signs',
            display: 'Vital Signs',
          },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: `Patient/${idOf(index)}` },
    effectiveDateTime: `2025-${two(1 + drawn(index, 10 + number, 12))}-${two(1 + drawn(index, 30 + number, 28))}T09:00:00Z`,
    valueQuantity: {
      value: 50 + drawn(index, 50 + number, 60),
      unit: '/min',
      system: 'http://unitsofmeasure.org',
      code: '/min',
    },
  }));
