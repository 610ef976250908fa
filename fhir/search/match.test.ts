import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SearchParamRow, SearchParamType } from '../pack-rows.ts';
import { COMPARATORS } from './dates.ts';
import { codesOf, matches, matchesForCertain, referenceKey, splitOr } from './match.ts';

const BASE = 'https://ehr.example.org/fhir';

const param = (
  type: SearchParamType,
  path = 'it',
  more: Partial<SearchParamRow> = {},
): SearchParamRow => ({
  name: 'it',
  type,
  expression: '',
  paths: path === '' ? [] : [{ path, types: [] }],
  expectation: 'SHALL',
  comparators: {},
  ...more,
});

const coded = (...coding: readonly object[]) => ({ it: { coding } });
const LOINC = 'http://loinc.org';

describe('values between commas', () => {
  it.each([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a\\,b,c', ['a,b', 'c']],
    ['a\\\\,b', ['a\\', 'b']],
    ['a\\|b\\$', ['a|b$']],
    [',a,', ['a']],
    ['a\\', ['a\\']],
    ['', []],
  ])('%s', (value, parts) => expect(splitOr(value)).toEqual(parts));
});

/** Columns: value sent, resource, whether it matches, whether for certain (as it matches if not said). */
type Row = readonly [string, unknown, boolean, boolean?];

function table(of: SearchParamRow, rows: readonly Row[]): void {
  it.each(rows.map((row) => [row[0], row[1], row] as const))(
    '%s against %j',
    (_value, _of, row) => {
      const [value, resource, expected, certain = expected] = row;
      expect(matches(of, value, resource, BASE)).toBe(expected);
      expect(matchesForCertain(of, value, resource, BASE)).toBe(certain);
    },
  );
}

describe('a token', () => {
  const glucose = coded({ system: LOINC, code: '2345-7' }, { system: 'urn:local', code: 'glu' });
  table(param('token'), [
    ['2345-7', glucose, true],
    ['glu', glucose, true],
    ['GLU', glucose, true, false],
    [`${LOINC}|2345-7`, glucose, true],
    [`urn:local|2345-7`, glucose, false],
    [`|2345-7`, glucose, false],
    [`|x`, coded({ code: 'x' }), true],
    [`${LOINC}|x`, coded({ code: 'x' }), false],
    ['other,glu', glucose, true],
    ['other', glucose, false],
    ['active', { it: 'active' }, true],
    ['urn:x|active', { it: 'active' }, true, false],
    ['true', { it: true }, true],
    ['false', { it: true }, false],
    ['7', { it: { system: 'urn:mrn', value: '7' } }, true],
    ['urn:mrn|7', { it: [{ system: 'urn:mrn', value: '7' }] }, true],
    ['a\\|b', { it: { value: 'a|b' } }, true],
    ['urn:mrn|a\\|b\\,c', { it: { system: 'urn:mrn', value: 'a|b,c' } }, true],
    ['x', {}, false],
    ['x', coded(), false],
    ['x', { it: { text: 'x' } }, false],
  ]);

  it('that is a choice may be a boolean or be there as a date', () => {
    const deceased = param('token', 'deceased');
    expect(matches(deceased, 'false', { deceasedBoolean: false }, BASE)).toBe(true);
    expect(codesOf({ coding: 'none' })).toEqual([]);
  });
});

describe('a string', () => {
  table(param('string'), [
    ['Chal', { it: { family: 'Chalmers' } }, true, false],
    ['CHALMERS', { it: { family: 'Chalmers' } }, true],
    ['Munoz', { it: { family: 'Muñoz' } }, true],
    ['Muñoz', { it: { family: 'Mun\u0303oz' } }, true],
    ['Vega', { it: { family: 'de la Vega' } }, true, false],
    ['lmers', { it: { family: 'Chalmers' } }, false],
    ['Ann', { it: [{ given: ['Bea', 'Ann'] }] }, true],
    ['Smith-Jones', { it: { text: 'Smith Jones' } }, true],
    ['Springfield', { it: { city: 'Springfield', line: ['1 Main'] } }, true],
    ['Main', { it: { line: ['1 Main St'] } }, true, false],
    ['plain', { it: 'plain' }, true],
    ['x', { it: {} }, false],
    ['x', {}, false],
  ]);
});

describe('a reference', () => {
  table(param('reference', 'it', { targets: ['Encounter', 'Patient'] }), [
    ['Patient/85', { it: { reference: 'Patient/85' } }, true],
    ['Patient/85', { it: { reference: `${BASE}/Patient/85` } }, true],
    [`${BASE}/Patient/85`, { it: { reference: 'Patient/85' } }, true],
    ['Patient/85', { it: { reference: 'Patient/85/_history/2' } }, true],
    ['85', { it: { reference: 'Patient/85' } }, true, false],
    ['85', { it: { reference: 'https://elsewhere.example.com/Patient/85' } }, true, false],
    ['Patient/85', { it: { reference: 'https://elsewhere.example.com/Patient/85' } }, false],
    ['Patient/85', { it: { reference: 'Encounter/85' } }, false],
    ['85', { it: { reference: 'Patient/185' } }, false],
    ['85', { it: { identifier: { value: '85' } } }, false],
    ['Patient/1,Patient/85', { it: { reference: 'Patient/85' } }, true],
  ]);

  it('of one type may be named by its id alone', () => {
    expect(referenceKey('85', BASE, ['Patient'])).toBe('Patient/85');
    const patient = param('reference', 'subject', { name: 'patient' });
    const resource = { subject: { reference: `${BASE}/Patient/85` } };
    expect(matchesForCertain(patient, '85', resource, BASE)).toBe(true);
    expect(matchesForCertain(patient, 'Patient/85', resource, BASE)).toBe(true);
    expect(matches(patient, '86', resource, BASE)).toBe(false);
  });
});

describe('parameters of every resource', () => {
  const resource = { id: '85', meta: { lastUpdated: '2024-05-12T10:00:00.123Z' } };

  it.each([
    ['_id', 'token', '85', true],
    ['_id', 'token', '86', false],
    ['_lastUpdated', 'date', 'gt2024-05-01T00:00:00Z', true],
    ['_lastUpdated', 'date', 'lt2024-05-01T00:00:00Z', false],
    ['_lastUpdated', 'date', '2024-05-12T10:00:00Z', true],
  ] as const)('%s (%s) %s: %s', (name, type, value, expected) =>
    expect(matches(param(type, '', { name }), value, resource, BASE)).toBe(expected),
  );
});

describe('a date', () => {
  table(param('date'), [
    ['gt2024-01-01', { it: '2024-05-12' }, true],
    ['2024-05-12', { it: '2024-05-13T02:00:00Z' }, true, false],
    ['gt2024-05-12T00:00:00Z', { it: '2024-05-12' }, true, false],
    ['gt2024-05-10T00:00:00Z', { it: '2024-05-12' }, true],
    ['soon', { it: '2024-05-12' }, false],
    ['2024-05-12', { it: 'soon' }, false],
    ['2020,2024', { it: '2024-05-12' }, true],
  ]);

  it('within an extension', () => {
    const asserted = param('date', 'extension(urn:asserted).valueDateTime');
    const resource = { extension: [{ url: 'urn:asserted', valueDateTime: '2024-05-12' }] };
    expect(matches(asserted, 'ge2024-05-12', resource, BASE)).toBe(true);
    expect(matches(asserted, 'gt2024-05-12', resource, BASE)).toBe(false);
  });
});

it('a uri is compared as it stands', () => {
  const uri = param('uri');
  expect(matches(uri, 'urn:x', { it: 'urn:x' }, BASE)).toBe(true);
  expect(matches(uri, 'urn:X', { it: 'urn:x' }, BASE)).toBe(false);
});

const dates = fc
  .tuple(
    fc.date({ min: new Date('2023-12-25'), max: new Date('2024-01-08'), noInvalidDate: true }),
    fc.constantFrom(4, 7, 10, 19, 24),
    fc.constantFrom('Z', '+14:00', '-11:30'),
  )
  .map(([at, length, zone]) => {
    const text = at.toISOString().slice(0, length);
    return length > 10 ? `${text.replace(/Z$/, '')}${zone}` : text;
  });
const words = fc.oneof(
  fc.constantFrom('a', 'A', 'a|b', 'urn:x|a', '|a', 'Patient/a', `${BASE}/Patient/a`, 'Ä b', '-'),
  fc.string(),
);
const element = fc.oneof(
  words,
  dates,
  fc.record({ start: dates, end: dates }, { requiredKeys: [] }),
  fc.record({ event: fc.array(dates) }),
  fc.record({ system: fc.constantFrom('urn:x', ''), code: words }, { requiredKeys: ['code'] }),
  fc.record({ reference: words }),
  fc.record({ family: words, given: fc.array(words) }, { requiredKeys: [] }),
  fc.jsonValue(),
);

it('what matches for certain matches', () => {
  const types = fc.constantFrom('token', 'string', 'reference', 'date', 'uri' as const);
  const dated = fc.tuple(fc.constantFrom('', ...COMPARATORS), dates).map((pair) => pair.join(''));
  fc.assert(
    fc.property(types, fc.oneof(words, dated), fc.array(element), (type, value, it) => {
      const row = param(type);
      if (matchesForCertain(row, value, { it }, BASE)) {
        expect(matches(row, value, { it }, BASE)).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});
