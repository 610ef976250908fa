/** Resources and a validator that the tests of validation share. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePack } from './pack/pack-file.ts';
import { createValidator, type Pack } from './validator.ts';

/** A pack that ships, by the name of its file. */
export const open = (name: string): Pack =>
  parsePack(readFileSync(join(import.meta.dirname, '../testsuites/packs', `${name}.pack`), 'utf8'));

/** R4 and US Core 6.1.0, which most tests are about. */
export const validator = createValidator([
  open('hl7.fhir.r4.core-4.0.1'),
  open('hl7.fhir.us.core-6.1.0'),
]);
export const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/';

/** A narrative around some XHTML. */
export const text = (div: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>`,
});

/** A Patient of US Core without a fault. */
export const patient = {
  resourceType: 'Patient',
  id: 'ada',
  meta: { profile: [`${US_CORE}us-core-patient`] },
  text: text('Ada'),
  identifier: [{ system: 'http://example.org/mrn', value: '1' }],
  name: [{ family: 'Brandt', given: ['Ada'] }],
  gender: 'female',
};

/** A blood pressure of US Core without a fault. */
export const pressure = {
  resourceType: 'Observation',
  id: 'bp',
  meta: { profile: [`${US_CORE}us-core-blood-pressure`] },
  text: text('120/80'),
  status: 'final',
  category: [
    {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/observation-category',
          code: 'vital-signs',
        },
      ],
    },
  ],
  code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
  subject: { reference: 'Patient/ada' },
  effectiveDateTime: '2026-03-01T10:00:00Z',
  component: [
    {
      code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
      valueQuantity: {
        value: 120,
        unit: 'mmHg',
        system: 'http://unitsofmeasure.org',
        code: 'mm[Hg]',
      },
    },
    {
      code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
      valueQuantity: {
        value: 80,
        unit: 'mmHg',
        system: 'http://unitsofmeasure.org',
        code: 'mm[Hg]',
      },
    },
  ],
};

/** The race extension of US Core with its parts. */
export const race = (...parts: unknown[]) => ({ url: `${US_CORE}us-core-race`, extension: parts });
export const raceText = { url: 'text', valueString: 'White' };
export const category = (code: string) => ({
  url: 'ombCategory',
  valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code },
});

/** Rule and place of each issue of a severity. */
export const faults = (resource: unknown, severity = 'error'): string[] =>
  validator
    .validate(resource)
    .issues.filter((issue) => issue.severity === severity)
    .map(({ rule, expression }) => `${rule} ${expression}`);

export const [systolic, diastolic] = pressure.component;
