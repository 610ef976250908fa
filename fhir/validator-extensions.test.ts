import { describe, expect, it } from 'vitest';
import { US_CORE, patient, race, raceText, category, faults } from './validator-samples.ts';

describe('extensions', () => {
  const withExtension = (...extension: unknown[]) => ({ ...patient, extension });
  it.each<[string, unknown, string[]]>([
    ['a race', withExtension(race(category('2106-3'), raceText)), []],
    [
      'a part missing',
      withExtension(race(category('2106-3'))),
      ['slice-required Patient.extension[0]'],
    ],
    [
      'a code beyond its set',
      withExtension(race(category('9'), raceText)),
      ['binding Patient.extension[0].extension[0].value.ofType(Coding)'],
    ],
    [
      'a part that is not defined',
      withExtension(race(category('2106-3'), raceText, { url: 'color', valueString: 'x' })),
      ['extension-unknown-sub Patient.extension[0].extension[2]'],
    ],
    ['no url', withExtension({ valueString: 'x' }), ['required Patient.extension[0]']],
    [
      'an extension in place of the url',
      withExtension({
        _url: { extension: [{ url: 'http://example.org/x', valueString: 'x' }] },
        valueString: 'x',
      }),
      ['extension-url Patient.extension[0].url'],
    ],
    ['no value', withExtension({ url: 'http://example.org/x' }), ['ext-1 Patient.extension[0]']],
    [
      'value and parts',
      withExtension({
        url: 'http://example.org/x',
        valueString: 'x',
        extension: [{ url: 'a', valueString: 'b' }],
      }),
      ['ext-1 Patient.extension[0]'],
    ],
    [
      'a value of the wrong type',
      withExtension({ url: `${US_CORE}us-core-birthsex`, valueString: 'F' }),
      ['choice-type Patient.extension[0].valueString'],
    ],
    [
      'the wrong place',
      { ...patient, name: [{ ...patient.name[0], extension: [race(raceText)] }] },
      ['extension-context Patient.name[0].extension[0]'],
    ],
    [
      'twice what may be there once',
      withExtension(race(raceText), race(raceText)),
      ['slice-max Patient.extension'],
    ],
    [
      'modifiers where there are none',
      { ...patient, name: [{ ...patient.name[0], modifierExtension: [] }] },
      ['unknown-property Patient.name[0].modifierExtension'],
    ],
    [
      'an extension among the modifiers',
      { ...patient, modifierExtension: [race(raceText)] },
      ['extension-modifier Patient.modifierExtension[0]'],
    ],
  ])('%s', (_case, resource, expected) => expect(faults(resource)).toEqual(expected));
});

describe('what stands beside a primitive', () => {
  const audit = {
    resourceType: 'QuestionnaireResponse',
    meta: { profile: [`${US_CORE}us-core-questionnaireresponse`] },
    text: patient.text,
    questionnaire: 'http://example.org/q',
    status: 'completed',
    authored: '2026',
    subject: { reference: 'Patient/ada' },
  };
  it.each<[string, object, string[]]>([
    ['an id', { id: 'a' }, []],
    ['nothing', {}, ['ele-1 QuestionnaireResponse.questionnaire']],
    [
      'an unknown property',
      { foo: 1 },
      ['unknown-property QuestionnaireResponse.questionnaire.foo'],
    ],
  ])('may be slices of extensions and %s', (_case, _questionnaire, expected) => {
    expect(faults({ ...audit, _questionnaire })).toEqual(expected);
  });
});
