import { describe, expect, it } from 'vitest';
import { validator, text, patient, pressure, faults } from './validator-samples.ts';

describe('shape', () => {
  it.each<[string, unknown, string[]]>([
    ['a valid patient', patient, []],
    ['a valid blood pressure', pressure, []],
    ['unknown property', { ...patient, gendre: 'x' }, ['unknown-property Patient.gendre']],
    ['null', { ...patient, birthDate: null }, ['null-value Patient.birthDate']],
    ['empty object', { ...patient, maritalStatus: {} }, ['ele-1 Patient.maritalStatus']],
    [
      'an id and nothing else',
      { ...patient, maritalStatus: { id: 'a' } },
      ['ele-1 Patient.maritalStatus'],
    ],
    ['empty list', { ...patient, telecom: [] }, ['empty-array Patient.telecom']],
    ['a list for one', { ...patient, gender: ['female'] }, ['array-for-single Patient.gender']],
    ['one for a list', { ...patient, name: patient.name[0] }, ['single-for-array Patient.name']],
    ['a string for an object', { ...patient, name: ['Ada'] }, ['json-type Patient.name[0]']],
    [
      'a number for a string',
      { ...patient, name: [{ family: 5 }] },
      ['primitive-format Patient.name[0].family'],
    ],
    [
      'empty string',
      { ...patient, name: [{ family: '' }] },
      ['primitive-format Patient.name[0].family'],
    ],
    [
      'no such day',
      { ...patient, birthDate: '1980-02-30' },
      ['primitive-format Patient.birthDate'],
    ],
    ['bad id', { ...patient, id: 'a_b' }, ['primitive-format Patient.id']],
    [
      'null that nothing stands beside',
      { ...patient, name: [{ family: 'x', given: ['a', null] }] },
      ['null-value Patient.name[0].given[1]'],
    ],
    [
      'null beside an extension',
      {
        ...patient,
        name: [
          {
            family: 'x',
            given: ['a', null],
            _given: [null, { extension: [{ url: 'http://example.org/x', valueBoolean: true }] }],
          },
        ],
      },
      [],
    ],
    ['not a resource type', { resourceType: 'Pacient' }, ['resource-type Pacient']],
    [
      'choice of a type that is not allowed',
      { ...patient, deceasedString: 'yes' },
      ['choice-type Patient.deceasedString'],
    ],
    [
      'choice given twice',
      { ...patient, deceasedBoolean: true, deceasedDateTime: '2020' },
      ['choice-twice Patient.deceased'],
    ],
    ['an extended id', { ...patient, _id: { extension: [] } }, ['resource-id Patient.id']],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));

  it.each([[null], [undefined], [5], ['x'], [true], [[]]])('%j is no resource', (value) => {
    expect(validator.validate(value).issues[0]?.severity).toBe('fatal');
  });
});

describe('narrative', () => {
  it.each([
    ['a script', text('<script>x</script>')],
    ['nothing', text(' ')],
    ['not closed', text('<p>x')],
  ])('%s', (_case, narrative) => {
    expect(faults({ ...patient, text: narrative })).toEqual(['narrative Patient.text.div']);
  });
});
