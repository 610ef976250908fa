import { describe, expect, it } from 'vitest';
import { BadQuery, parseQuery } from './query.ts';
import type { Json, Resource } from './resource.ts';
import { typeRows } from './search-parameters.ts';
import { findMatches } from './search.ts';
import { Store } from './store.ts';

const BASE = 'http://localhost/fhir/r4';
const AT = '2026-01-02T03:04:05.000Z';

const found = (resources: readonly Resource[], type: string, query: string): string[] => {
  const store = new Store();
  for (const resource of resources) store.put(resource, AT);
  const row = typeRows.get(type);
  if (row === undefined) throw new Error(type);
  const parsed = parseQuery(row, new URLSearchParams(query), BASE);
  return findMatches(store, type, parsed).map(({ resource }) => resource.id);
};

const patient = (id: string, elements: Record<string, Json>): Resource => ({
  resourceType: 'Patient',
  id,
  ...elements,
});

describe('string', () => {
  const people = [
    patient('a', { name: [{ family: 'Ibáñez', given: ['Renée', 'Ann'] }] }),
    patient('b', { name: [{ text: 'Dr. Renate Voss' }, { family: 'Voss', suffix: ['PhD'] }] }),
    patient('c', { name: [{ family: "O'Hara, Jr." }] }),
  ];
  it.each([
    ['family=ibanez', ['a']],
    ['family=IBÁ', ['a']],
    ['family=bañez', []],
    ['name=ren', ['a']],
    ['name=phd', ['b']],
    ['name=ann', ['a']],
    ['name:contains=ANN', ['a']],
    ['name:exact=voss', ['b']],
    ['name:exact=vos', []],
    ['family=ibanez,voss', ['a', 'b']],
    ['family=ibanez&given=renee', ['a']],
    ['family=ibanez&given=zoe', []],
    [`family=${encodeURIComponent("O'Hara\\, Jr.")}`, ['c']],
    ['family:missing=true', []],
    ['given:missing=false', ['a']],
  ])('%s', (query, ids) => expect(found(people, 'Patient', query)).toEqual(ids));
});

describe('token', () => {
  const people = [
    patient('a', { gender: 'female', identifier: [{ system: 'urn:x', value: '1' }] }),
    patient('b', { gender: 'male', identifier: [{ value: '1' }, { system: 'urn:y', value: '2' }] }),
    patient('c', { identifier: [{ system: 'urn:x', value: 'a|b' }] }),
  ];
  it.each([
    ['identifier=1', ['a', 'b']],
    ['identifier=urn:x|1', ['a']],
    ['identifier=|1', ['b']],
    ['identifier=urn:x|', ['a', 'c']],
    ['identifier=urn:y|1', []],
    ['identifier=2,1', ['a', 'b']],
    ['identifier=1&identifier=2', ['b']],
    ['identifier=a%5C%7Cb', ['c']],
    ['gender=female', ['a']],
    ['gender=http://hl7.org/fhir/administrative-gender|male', ['b']],
    ['gender=Female', []],
    ['gender:not=male', ['a', 'c']],
    ['_id=a,c,a', ['a', 'c']],
    ['_id=a&_id=c', []],
  ])('%s', (query, ids) => expect(found(people, 'Patient', query)).toEqual(ids));

  it('looks at every coding of a concept', () => {
    const condition: Resource = {
      resourceType: 'Condition',
      id: 'x',
      category: [{ coding: [{ system: 's', code: 'a' }] }, { coding: [{ code: 'b' }] }],
    };
    expect(found([condition], 'Condition', 'category=b')).toEqual(['x']);
    expect(found([condition], 'Condition', 'category=s|a')).toEqual(['x']);
    expect(found([condition], 'Condition', 'category=s|b')).toEqual([]);
  });
});

describe('date', () => {
  const on = (id: string, elements: Record<string, Json>): Resource => ({
    resourceType: 'Procedure',
    id,
    ...elements,
  });
  const procedures = [
    on('day', { performedDateTime: '2024-01-15' }),
    on('instant', { performedDateTime: '2024-01-15T10:00:00Z' }),
    on('zone', { performedDateTime: '2024-01-15T23:30:00-05:00' }),
    on('month', { performedDateTime: '2024-01' }),
    on('period', { performedPeriod: { start: '2024-01-10', end: '2024-01-20' } }),
    on('open', { performedPeriod: { start: '2024-03-01' } }),
    on('begun', { performedPeriod: { end: '2023-12-31' } }),
  ];
  const all = (query: string) => found(procedures, 'Procedure', query);
  it.each([
    ['2024-01-15', ['day', 'instant']],
    ['eq2024-01-15', ['day', 'instant']],
    ['2024-01-16', ['zone']],
    ['2024-01', ['day', 'instant', 'zone', 'month', 'period']],
    ['2024', ['day', 'instant', 'zone', 'month', 'period']],
    ['2024-01-15T10:00:00Z', ['instant']],
    ['2024-01-15T11:00:00%2B01:00', ['instant']],
    ['2024-01-15T10:00Z', ['instant']],
    ['ne2024-01', ['open', 'begun']],
    ['gt2024-01-15', ['zone', 'month', 'period', 'open']],
    ['ge2024-01-15', ['day', 'instant', 'zone', 'month', 'period', 'open']],
    ['lt2024-01-15', ['month', 'period', 'begun']],
    ['le2024-01-15', ['day', 'instant', 'month', 'period', 'begun']],
    ['sa2024-01-15', ['zone', 'open']],
    ['eb2024-01-15', ['begun']],
    ['gt2024-01-15T09:59:59Z', ['day', 'instant', 'zone', 'month', 'period', 'open']],
    ['gt2024-01-15T10:00:00Z', ['day', 'zone', 'month', 'period', 'open']],
    ['lt2024-01-15T10:00:00Z', ['day', 'month', 'period', 'begun']],
    ['2024-01-16,2024-03', ['zone']],
  ])('%s', (value, ids) => expect(all(`date=${value}`)).toEqual(ids));

  it('takes repeats as and', () =>
    expect(all('date=ge2024-01-15&date=lt2024-01-16')).toEqual([
      'day',
      'instant',
      'month',
      'period',
    ]));

  it('searches by when a resource was written', () => {
    const query = (value: string) => found([on('x', {})], 'Procedure', `_lastUpdated=${value}`);
    expect(query('2026-01-02')).toEqual(['x']);
    expect(query('gt2026-01-02T03:04:04Z')).toEqual(['x']);
    expect(query('lt2026-01-02')).toEqual([]);
  });

  it.each(['date=yesterday', 'date=ap2024', 'date=2024-02-30', 'date=2024-1-1', 'date:exact=2024'])(
    'refuses %s',
    (query) => expect(() => found([], 'Procedure', query)).toThrow(BadQuery),
  );
});

describe('reference', () => {
  const of = (id: string, reference: string): Resource => ({
    resourceType: 'Condition',
    id,
    subject: { reference },
    encounter: { reference: 'Encounter/e1' },
  });
  const conditions = [of('a', 'Patient/1'), of('b', 'Patient/2'), of('c', 'Patient/1/_history/3')];
  it.each([
    ['patient=1', ['a', 'c']],
    ['patient=Patient/1', ['a', 'c']],
    [`patient=${BASE}/Patient/1`, ['a', 'c']],
    ['patient=https://elsewhere.example.org/Patient/1', []],
    ['patient=Group/1', []],
    ['patient:Patient=2', ['b']],
    ['patient=1,2', ['a', 'c', 'b']],
    ['patient=3', []],
    ['encounter=e1&patient=2', ['b']],
  ])('%s', (query, ids) => expect(found(conditions, 'Condition', query)).toEqual(ids));

  it.each(['patient=Patient/', 'patient=a b', 'patient:missing=maybe', 'clinical-status:below=x'])(
    'refuses %s',
    (query) => expect(() => found([], 'Condition', query)).toThrow(BadQuery),
  );
});
