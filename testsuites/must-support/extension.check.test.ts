import { expect, it } from 'vitest';
import { gathered, mustSupportCheck } from '../../test/must-support-evidence.ts';

const RACE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race';
const DISPLAY = 'http://hl7.org/fhir/StructureDefinition/display';

const patient = (...extension: readonly object[]) => ({ resourceType: 'Patient', extension });
const race = (...extension: readonly object[]) => patient({ url: RACE, extension });

it.each([
  ['with content', [race({ url: 'text', valueString: 'White' })], 'judged'],
  ['empty', [race()], 'skipped'],
  ['another', [patient({ url: DISPLAY, valueString: 'x' })], 'skipped'],
  ['none', [patient()], 'skipped'],
  ['nobody', [], 'skipped'],
])('an extension of a resource: %s', (_case, resources, kind) => {
  const check = mustSupportCheck('us-core-patient', 'extension.race');
  expect(check.judge({ gathered: gathered(...resources) }).kind).toBe(kind);
});

it('an extension of a primitive', () => {
  const check = mustSupportCheck('us-core-questionnaireresponse', 'extension.questionnaireDisplay');
  const response = { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q' };
  const named = {
    ...response,
    _questionnaire: { extension: [{ url: DISPLAY, valueString: 'PHQ-9' }] },
  };
  expect(check.judge({ gathered: gathered(response, named) }).kind).toBe('judged');
  expect(check.judge({ gathered: gathered(response) })).toEqual({
    kind: 'skipped',
    reason: `1 QuestionnaireResponse resource looked at, none shows QuestionnaireResponse.questionnaire.extension:questionnaireDisplay (${DISPLAY}): 1 without it.`,
  });
});
