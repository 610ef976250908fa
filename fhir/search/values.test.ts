import { describe, expect, it } from 'vitest';
import { valuesAt } from './values.ts';

const RACE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race';

describe('the values at a path', () => {
  it.each<[string, unknown, string, readonly unknown[]]>([
    ['one', { id: 'a' }, 'id', ['a']],
    ['false', { active: false }, 'active', [false]],
    ['several', { name: [{ given: ['A', 'B'] }, { given: ['C'] }] }, 'name.given', ['A', 'B', 'C']],
    ['a choice', { onsetDateTime: '2024' }, 'onset', ['2024']],
    ['a choice that is false', { deceasedBoolean: false }, 'deceased', [false]],
    ['no choice', { onsetting: '2024' }, 'onset', []],
    ['only an extension', { _birthDate: { extension: [{ url: 'x' }] } }, 'birthDate', []],
    ['a placeholder among others', { given: [null, 'B'] }, 'given', ['B']],
    [
      'a value within an extension',
      {
        extension: [
          { url: 'other', valueDateTime: '1' },
          { url: RACE, valueDateTime: '2024' },
        ],
      },
      `extension(${RACE}).valueDateTime`,
      ['2024'],
    ],
    ['an extension that is not there', {}, `extension(${RACE}).valueDateTime`, []],
    ['within a primitive', { code: 'x' }, 'code.coding.code', []],
    ['of nothing', undefined, 'code', []],
    ['of a list', [{ code: 'x' }], 'code', []],
  ])('%s', (_case, resource, path, expected) => expect(valuesAt(resource, path)).toEqual(expected));
});
