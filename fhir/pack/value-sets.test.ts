import { describe, expect, it } from 'vitest';
import { type CodeSystem, type ConceptSet, Definitions, type ValueSet } from './definitions.ts';
import { Terminology } from './value-sets.ts';

const animals: CodeSystem = {
  resourceType: 'CodeSystem',
  url: 'urn:animals',
  content: 'complete',
  concept: [
    {
      code: 'mammal',
      concept: [
        { code: 'dog', property: [{ code: 'legs', valueInteger: 4 }] },
        { code: 'whale', property: [{ code: 'legs', valueInteger: 0 }] },
      ],
    },
    { code: 'bird', concept: [{ code: 'wren' }] },
    { code: 'puppy', property: [{ code: 'subsumedBy', valueCode: 'dog' }] },
  ],
};

const unheld: CodeSystem = {
  resourceType: 'CodeSystem',
  url: 'urn:unheld',
  content: 'not-present',
};

const set = (url: string, include: ConceptSet[], exclude: ConceptSet[] = []): ValueSet => ({
  resourceType: 'ValueSet',
  url,
  compose: { include, exclude },
});

const filter = (property: string, op: string, value: string): ConceptSet => ({
  system: 'urn:animals',
  filter: [{ property, op, value }],
});

function expanded(include: ConceptSet[], exclude: ConceptSet[] = []) {
  const pets = set('urn:pets', [
    { system: 'urn:animals', concept: [{ code: 'dog' }, { code: 'wren' }] },
  ]);
  const terminology = new Terminology(
    new Definitions([animals, unheld, pets, set('urn:it', include, exclude)]),
  );
  const { systems, undetermined } = terminology.expand('urn:it') ?? { systems: new Map() };
  return {
    codes: [...systems].flatMap(([system, share]) =>
      [...share.codes].sort().map((code) => `${system.slice(4)}|${code}`),
    ),
    unknown: [...systems].flatMap(([system, share]) => (share.undetermined ? [system] : [])),
    undetermined,
  };
}

describe('expansion', () => {
  it.each<[string, ConceptSet[], ConceptSet[], string[]]>([
    ['listed codes', [{ system: 'urn:animals', concept: [{ code: 'dog' }] }], [], ['dog']],
    [
      'a whole system',
      [{ system: 'urn:animals' }],
      [],
      ['bird', 'dog', 'mammal', 'puppy', 'whale', 'wren'],
    ],
    ['is-a', [filter('concept', 'is-a', 'mammal')], [], ['dog', 'mammal', 'puppy', 'whale']],
    [
      'descendent-of',
      [filter('concept', 'descendent-of', 'mammal')],
      [],
      ['dog', 'puppy', 'whale'],
    ],
    ['is-not-a', [filter('concept', 'is-not-a', 'mammal')], [], ['bird', 'wren']],
    ['generalizes', [filter('concept', 'generalizes', 'puppy')], [], ['dog', 'mammal', 'puppy']],
    ['property', [filter('legs', '=', '4')], [], ['dog']],
    ['in', [filter('code', 'in', 'dog,wren')], [], ['dog', 'wren']],
    ['not-in', [filter('code', 'not-in', 'dog,wren,puppy,bird')], [], ['mammal', 'whale']],
    ['regex', [filter('code', 'regex', 'w.*')], [], ['whale', 'wren']],
    ['exists', [filter('legs', 'exists', 'true')], [], ['dog', 'whale']],
    ['another value set', [{ valueSet: ['urn:pets'] }], [], ['dog', 'wren']],
    [
      'both at once',
      [{ ...filter('concept', 'is-a', 'mammal'), valueSet: ['urn:pets'] }],
      [],
      ['dog'],
    ],
    [
      'without what is excluded',
      [{ system: 'urn:animals' }],
      [filter('concept', 'is-a', 'mammal')],
      ['bird', 'wren'],
    ],
  ])('%s', (_case, include, exclude, codes) => {
    expect(expanded(include, exclude)).toEqual({
      codes: codes.map((code) => `animals|${code}`),
      unknown: [],
      undetermined: false,
    });
  });

  it('says which systems are not held', () => {
    expect(expanded([{ system: 'urn:unheld' }, { valueSet: ['urn:pets'] }])).toEqual({
      codes: ['animals|dog', 'animals|wren'],
      unknown: ['urn:unheld'],
      undetermined: false,
    });
  });

  it('says that a value set it leans on is not held', () => {
    expect(expanded([{ valueSet: ['urn:nobody'] }]).undetermined).toBe(true);
  });

  it('takes nothing for certain after an exclusion that cannot be told', () => {
    const { codes, unknown } = expanded(
      [{ system: 'urn:animals' }],
      [filter('x', 'child-of', 'y')],
    );
    expect([codes, unknown]).toEqual([[], ['urn:animals']]);
  });

  it('ends where value sets lead back to themselves', () => {
    const terminology = new Terminology(
      new Definitions([set('urn:it', [{ valueSet: ['urn:it'] }])]),
    );
    expect(terminology.expand('urn:it')?.undetermined).toBe(true);
  });
});
