import { describe, expect, it } from 'vitest';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';

const condition = (elements: object) => ({ resourceType: 'Condition', ...elements });
const asserted = {
  extension: [
    {
      url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
      valueDateTime: '2020-02-02',
    },
  ],
};

describe('alternatives', () => {
  const id = 'us-core-condition-problems-health-concerns';
  const check = mustSupportCheck(id, 'choice.onsetDateTime|assertedDate');
  it.each([
    ['the first', [condition({ onsetDateTime: '2019' })], 'judged'],
    ['the second', [condition({}), condition(asserted)], 'judged'],
    ['neither', [condition({ onsetString: 'as a child' })], 'skipped'],
    ['nothing', [], 'skipped'],
  ])('%s', (_case, resources, kind) => {
    expect(check.judge({ [id]: gathered(...resources) }).kind).toBe(kind);
  });
});

it('says for each alternative what was looked at', () => {
  const check = mustSupportCheck('us-core-patient', 'choice.name.period.end|name.use');
  const patient = {
    resourceType: 'Patient',
    name: [{ use: 'official', period: { start: '1980' } }],
  };
  expect(check.judge({ 'us-core-patient': gathered(patient) })).toEqual({
    kind: 'skipped',
    reason:
      'None of these was shown, and one would be enough: 1 Patient resource looked at for Patient.name.period.end (1 without it); 1 Patient resource looked at for Patient.name.use = "old" (1 with another value than "old").',
  });
});

it('an alternative may stand in another profile', () => {
  const ending = 'choice.interpreterRequired|interpreterRequired';
  const check = mustSupportCheck('us-core-patient', ending, '8.0.0');
  const encounter = {
    resourceType: 'Encounter',
    extension: [
      {
        url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed',
        valueCoding: { code: '373067005' },
      },
    ],
  };
  expect(Object.keys(check.needs)).toEqual(['us-core-patient', 'us-core-encounter']);
  const evidence = {
    'us-core-patient': gathered({ resourceType: 'Patient' }),
    'us-core-encounter': gathered(encounter),
  };
  expect(check.judge(evidence).kind).toBe('judged');
});
