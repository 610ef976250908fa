import { describe, expect, it } from 'vitest';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';

const absent = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
      valueCode: 'unknown',
    },
  ],
};
const patient = (elements: object) => ({ resourceType: 'Patient', id: 'p', ...elements });

describe('an element', () => {
  const check = mustSupportCheck('us-core-patient', 'birthDate');

  it('is told of with requirement, paragraph and what to load', () => {
    expect(check).toMatchObject({
      id: 'uscore.patient.must-support.birthDate',
      level: 'SHALL',
      advice: false,
      citations: ['170.315(g)(10)(i)(A)'],
      requirements: ['uscore.patient.must-support.birthDate'],
      title: 'Patient.birthDate (patient) can be shown',
      remedy: 'Load at least one Patient with Patient.birthDate for one of the test patients.',
    });
  });

  it('populated once is shown', () => {
    const found = gathered(patient({}), patient({ id: 'q', birthDate: '1980-05-12' }));
    expect(check.judge({ gathered: found })).toEqual({
      kind: 'judged',
      findings: [],
      shown: 'Patient/q',
    });
  });

  it.each([
    ['nobody at all', [], /^No Patient was found for any patient; load .* Patient.birthDate\.$/],
    ['nobody with it', [patient({})], /^1 Patient resource looked at.*: 1 without it\.$/],
    [
      'only reasons for its absence',
      [patient({}), patient({ _birthDate: absent })],
      /^2 Patient resources.*: 1 without it, 1 with only a data-absent-reason\.$/,
    ],
    [
      'only extensions',
      [patient({ _birthDate: { extension: [{ url: 'x', valueCode: 'y' }] } })],
      /: 1 with nothing but extensions there\.$/,
    ],
  ])('is not shown by %s', (_case, resources, reason) => {
    const judgement = check.judge({ gathered: gathered(...resources) });
    expect(judgement).toMatchObject({
      kind: 'skipped',
      reason: expect.stringMatching(reason) as unknown,
    });
  });
});

describe('an element with a fixed value', () => {
  const check = mustSupportCheck('us-core-body-weight', 'code.coding.code=29463-7');
  const weight = (...coding: readonly object[]) => ({
    resourceType: 'Observation',
    code: { coding },
  });

  it('is shown by that value', () => {
    const found = gathered(weight({ code: 'w' }, { system: 'http://loinc.org', code: '29463-7' }));
    expect(check.judge({ gathered: found })).toMatchObject({ kind: 'judged' });
  });

  it('is not shown by the code without its system', () => {
    expect(check.judge({ gathered: gathered(weight({ code: '29463-7' })) })).toEqual({
      kind: 'skipped',
      reason:
        '1 Observation resource looked at, none shows Observation.code = http://loinc.org|29463-7: 1 with another value than http://loinc.org|29463-7.',
    });
  });
});

it('that is outside certification is advice, and USCDI is named where it demands', () => {
  expect(mustSupportCheck('us-core-location', 'name').advice).toBe(true);
  expect(mustSupportCheck('us-core-patient', 'name.suffix').remedy).toMatch(/USCDI demands it/);
});
