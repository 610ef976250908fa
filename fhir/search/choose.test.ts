import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchParamRow, SearchParamType } from '../pack-rows.ts';
import { boundFor, counterValueFor, valueFor } from './choose.ts';
import { matches } from './match.ts';

const BASE = 'https://ehr.example.org/fhir';
const COMPARED = { gt: 'SHALL', ge: 'SHALL', lt: 'SHALL', le: 'SHALL' } as const;

const param = (type: SearchParamType, more: Partial<SearchParamRow> = {}): SearchParamRow => ({
  name: 'it',
  type,
  expression: '',
  paths: [{ path: 'it', types: ['dateTime', 'Period'] }],
  expectation: 'SHALL',
  comparators: type === 'date' ? COMPARED : {},
  ...more,
});
const birthDate = param('date', { paths: [{ path: 'it', types: ['date'] }] });
const LOINC = 'http://loinc.org';

describe('a value to search by', () => {
  it.each<[string, SearchParamRow, unknown, string | undefined]>([
    ['a bare code', param('token'), 'active', 'active'],
    ['a boolean', param('token'), false, 'false'],
    [
      'a standard code before a local one',
      param('token'),
      {
        coding: [
          { system: 'urn:local', code: 'glu' },
          { system: LOINC, code: '2345-7' },
        ],
      },
      '2345-7',
    ],
    ['a code with a bar', param('token'), { value: 'a|b,c' }, 'a\\|b\\,c'],
    [
      'no reason for absence',
      param('token'),
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
            code: 'unknown',
          },
        ],
      },
      undefined,
    ],
    ['a text only', param('token'), { text: 'sugar' }, undefined],
    ['an empty code', param('token'), { code: '' }, undefined],
    ['a family name', param('string'), { given: ['Ann'], family: 'Lee, Jr' }, 'Lee\\, Jr'],
    ['a given name', param('string'), { given: [null, 'Ann'] }, 'Ann'],
    ['a blank name', param('string'), { family: ' ' }, undefined],
    ['a birth date', birthDate, '1980-05-12', '1980-05-12'],
    ['a day that is compared', param('date'), '2024-05-12', 'gt2024-05-11T00:00:00Z'],
    ['an instant', param('date'), '2024-05-12T10:00:00+02:00', '2024-05-12T10:00:00+02:00'],
    ['a period', param('date'), { start: '2024-05-12', end: '2025' }, 'gt2024-05-11T00:00:00Z'],
    ['an open start', param('date'), { end: '2024-05-12' }, 'lt2024-05-14T00:00:00Z'],
    ['the end of time', param('date'), { end: '9999-12-31' }, undefined],
    [
      'several events',
      param('date'),
      { event: ['2024-03-01', '2024-01-01'] },
      'gt2023-12-31T00:00:00Z',
    ],
    [
      'bounds of a Timing',
      param('date'),
      { repeat: { boundsPeriod: { start: '2024-01-02' } } },
      'gt2024-01-01T00:00:00Z',
    ],
    ['no date', param('date'), 'soon', undefined],
    ['a reference', param('reference'), { reference: 'Encounter/1' }, 'Encounter/1'],
    ['a version', param('reference'), { reference: 'Encounter/1/_history/2' }, 'Encounter/1'],
    ['a contained one', param('reference'), { reference: '#inner' }, undefined],
    ['one of a Bundle', param('reference'), { reference: 'urn:uuid:1' }, undefined],
    ['an identifier', param('reference'), { identifier: { value: '1' } }, undefined],
    ['a canonical', param('reference'), 'http://example.org/q|1', 'http://example.org/q|1'],
    ['a quantity', param('quantity'), { value: 1 }, undefined],
  ])('%s', (_case, row, it, expected) => expect(valueFor(row, { it })).toBe(expected));

  it('has its system where that is asked for', () => {
    const it = { coding: [{ code: 'x' }, { system: 'urn:local', code: 'a|b' }] };
    expect(valueFor(param('token'), { it }, { withSystem: true })).toBe('urn:local|a\\|b');
    expect(valueFor(param('token'), { it: 'active' }, { withSystem: true })).toBeUndefined();
  });

  it('is of the first element that has one', () => {
    expect(valueFor(param('reference'), { it: [{ reference: '#a' }, { reference: 'X/1' }] })).toBe(
      'X/1',
    );
  });
});

describe('a bound', () => {
  it.each([
    ['gt', '2024-05-12', 'gt2024-05-11T00:00:00Z'],
    ['le', '2024-05-12', 'le2024-05-14T00:00:00Z'],
    ['lt', { start: '2024-05-12', end: '2030' }, 'lt2024-05-14T00:00:00Z'],
    ['ge', { end: '2024-05-12' }, 'ge2024-05-11T00:00:00Z'],
    ['lt', { end: '9999-12-31' }, undefined],
    ['ge', 'soon', undefined],
  ] as const)('%s of %j', (comparator, it, expected) =>
    expect(boundFor(param('date'), { it }, comparator)).toBe(expected),
  );

  it('of a birth date is a day', () =>
    expect(boundFor(birthDate, { it: '1980-05-12' }, 'lt')).toBe('lt1980-05-14'));
});

describe('a value to find nothing by', () => {
  it.each<[string, SearchParamRow, unknown, readonly string[], string | undefined]>([
    ['another code', param('token'), 'active', ['ACTIVE', 'inactive'], 'inactive'],
    ['no other code', param('token'), 'active', ['active'], undefined],
    ['any code', param('token'), 'active', [], 'Assay-no-such-value'],
    ['a name', param('string'), 'Lee', [], 'Assay-no-such-value'],
    ['a later day', birthDate, '1980-05-12', [], '1980-05-16'],
    ['an open period', param('date'), { start: '2024' }, [], undefined],
    ['the end of time', param('date'), { end: '9999-12-31' }, [], undefined],
    ['no date', param('date'), undefined, [], undefined],
    ['a reference', param('reference'), { reference: 'X/1' }, [], undefined],
  ])('%s', (_case, row, it, codes, expected) =>
    expect(counterValueFor(row, { it }, codes)).toBe(expected),
  );
});

const dates = fc
  .tuple(fc.integer({ min: 0, max: 9999 * 366 }), fc.constantFrom(4, 7, 10, 20), fc.boolean())
  .map(([day, length, east]) => {
    const at = new Date(0);
    at.setUTCFullYear(1, 0, 1);
    const text = new Date(at.getTime() + day * 86_399_000).toISOString();
    return length > 10 ? text.replace(/\.\d+Z$/, east ? '+13:00' : 'Z') : text.slice(0, length);
  })
  .filter((text) => !text.startsWith('+'));

const elements: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  token: fc.oneof(
    fc.boolean(),
    fc.string({ minLength: 1 }),
    fc.record({ value: fc.string(), system: fc.constant('urn:x') }, { requiredKeys: ['value'] }),
  ),
  string: fc.oneof(fc.string(), fc.record({ family: fc.string(), given: fc.array(fc.string()) })),
  reference: fc.record({
    reference: fc.constantFrom('A/1', `${BASE}/A/1`, '#x', 'A/1/_history/3'),
  }),
  date: fc.oneof(
    dates,
    fc.record({ start: dates }),
    fc.record({ end: dates }),
    fc.record({ event: fc.array(dates) }),
  ),
};
const cases = fc
  .constantFrom('token', 'string', 'reference', 'date' as const)
  .chain((type) => fc.tuple(fc.constant(type), elements[type] ?? fc.nat()));

it('a chosen value finds its own resource, and a counter value does not', () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ([type, it], compared) => {
      const row = param(type, compared ? {} : { comparators: {} });
      const value = valueFor(row, { it });
      if (value !== undefined) expect(matches(row, value, { it }, BASE)).toBe(true);
      const counter = counterValueFor(row, { it }, ['Z1', 'Z2', 'Z3']);
      if (counter !== undefined && type !== 'string') {
        expect(matches(row, counter, { it }, BASE)).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
});

it('a bound holds for its own resource', () => {
  fc.assert(
    fc.property(
      fc.oneof(dates, fc.record({ start: dates }), fc.record({ end: dates })),
      fc.constantFrom('gt', 'ge', 'lt', 'le' as const),
      fc.constantFrom(param('date'), birthDate),
      (it, comparator, row) => {
        const bound = boundFor(row, { it }, comparator);
        if (bound !== undefined) expect(matches(row, bound, { it }, BASE)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
