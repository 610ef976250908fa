import { describe, expect, it } from 'vitest';
import { CONTENT_FAULTS, withContentFaults } from './content-faults.ts';
import { fillStore } from './data/record.ts';
import { breakageOf } from './faults.ts';
import type { Resource } from './resource.ts';
import { Store } from './store.ts';

const store = new Store();
fillStore(store, '7.0.0');

const all = (type: string): readonly Resource[] =>
  [...store.all(type)].map(({ resource }) => resource);

const typeOf = (id: string): string => id.split(':')[1]?.split('.')[0] ?? '';

describe('each content fault changes what some resource of its type holds, and no other type', () => {
  it.each(CONTENT_FAULTS.map(({ id }) => id))('%s', (id) => {
    const breakage = breakageOf([id]);
    const resources = all(typeOf(id));
    const left = resources.map((resource) => withContentFaults(resource, breakage));
    expect(left).not.toEqual(resources);
    expect(left.map((resource) => [resource.resourceType, resource.id])).toEqual(
      resources.map((resource) => [resource.resourceType, resource.id]),
    );
    const [other] = all(typeOf(id) === 'Patient' ? 'Condition' : 'Patient');
    if (other === undefined) throw new Error('the record lacks a type');
    expect(withContentFaults(other, breakage)).toBe(other);
  });
});

const changed = (fault: string, elements: object): object => {
  const type = typeOf(fault);
  const resource = { resourceType: type, id: 'x', ...elements } as Resource;
  const { resourceType: _, id: __, ...left } = withContentFaults(resource, breakageOf([fault]));
  return left;
};

describe('what is left', () => {
  it.each<[string, object, object]>([
    ['must-support-dropped:Patient.birthDate', { birthDate: '1980', _birthDate: {} }, {}],
    [
      'must-support-dropped:Patient.name.suffix',
      { name: [{ suffix: ['Jr'], family: 'A' }, { suffix: ['II'] }] },
      { name: [{ family: 'A' }] },
    ],
    [
      'must-support-dropped:Observation.value[x]',
      { valueString: 'a', valued: 'b' },
      { valued: 'b' },
    ],
    [
      'must-support-dropped:Patient.extension:us-core-race',
      { extension: [{ url: 'http://x/us-core-race' }, { url: 'http://x/us-core-sex' }] },
      { extension: [{ url: 'http://x/us-core-sex' }] },
    ],
    [
      'must-support-dropped:QuestionnaireResponse.questionnaire.extension:display',
      { questionnaire: 'q', _questionnaire: { extension: [{ url: 'http://x/display' }] } },
      { questionnaire: 'q' },
    ],
    [
      'must-support-dropped:Encounter.reasonCode|reasonReference',
      { reasonCode: [{ text: 'a' }], reasonReference: [{ reference: 'b' }], status: 'finished' },
      { status: 'finished' },
    ],
    [
      'code-without-system:Observation.component.code',
      { component: [{ code: { text: 't', coding: [{ system: 's', code: 'c' }] } }] },
      { component: [{ code: { text: 't', coding: [{ code: 'c' }] } }] },
    ],
    [
      'code-without-system:Practitioner.identifier',
      { identifier: [{ system: 's', value: 'v' }] },
      { identifier: [{ value: 'v' }] },
    ],
  ])('%s', (fault, before, after) => {
    expect(changed(fault, before)).toEqual(after);
  });
});
