import { describe, expect, it } from 'vitest';
import { withWrongCodes } from './code-faults.ts';
import { breakageOf } from './faults.ts';

const broken = (id: string) => breakageOf([`code-outside-set:${id}`]);

describe('a code outside its value set', () => {
  it.each([
    ['AllergyIntolerance.type', { type: 'allergy' }, { type: 'no-such-code' }],
    [
      'AllergyIntolerance.category',
      { category: ['food', 'biologic'] },
      { category: ['no-such-code', 'no-such-code'] },
    ],
    [
      'AllergyIntolerance.clinicalStatus',
      { clinicalStatus: { coding: [{ system: 's', code: 'active' }], text: 't' } },
      { clinicalStatus: { coding: [{ system: 's', code: 'no-such-code' }], text: 't' } },
    ],
    [
      'AllergyIntolerance.reaction.severity',
      { reaction: [{ severity: 'mild' }, {}] },
      { reaction: [{ severity: 'no-such-code' }, {}] },
    ],
    ['AllergyIntolerance.criticality', { type: 'allergy' }, { type: 'allergy' }],
  ])('%s', (id, before, after) => {
    const resource = { resourceType: 'AllergyIntolerance', id: '1', ...before };
    expect(withWrongCodes(resource as never, broken(id))).toEqual({ ...resource, ...after });
  });

  it('finds an extension by the end of its URL', () => {
    const race = (code: string) => ({
      url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
      extension: [
        { url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code } },
        { url: 'text', valueString: 'x' },
      ],
    });
    const patient = { resourceType: 'Patient', id: '1', extension: [race('2106-3')] };
    const id = 'Patient.extension:us-core-race.extension:ombCategory.valueCoding';
    expect(withWrongCodes(patient as never, broken(id))).toEqual({
      ...patient,
      extension: [race('no-such-code')],
    });
  });

  it('leaves other types alone', () => {
    const patient = { resourceType: 'Patient', id: '1', gender: 'male' };
    expect(withWrongCodes(patient as never, broken('AllergyIntolerance.type'))).toBe(patient);
  });
});
