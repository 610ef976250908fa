import { describe, expect, it } from 'vitest';
import { type Comparator, dateMatches, dateRange, rangeOf, splitComparator } from './dates.ts';

const iso = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : String(at));

describe('the range of a date', () => {
  it.each([
    ['2024', '2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2024-12', '2024-12-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['0099-01-01', '0099-01-01T00:00:00.000Z', '0099-01-02T00:00:00.000Z'],
    ['2024-05-12T10:30Z', '2024-05-12T10:30:00.000Z', '2024-05-12T10:31:00.000Z'],
    ['2024-05-12T10:30:15Z', '2024-05-12T10:30:15.000Z', '2024-05-12T10:30:16.000Z'],
    ['2024-05-12T10:30:15+05:30', '2024-05-12T05:00:15.000Z', '2024-05-12T05:00:16.000Z'],
    ['2024-05-12T22:30:15-04:00', '2024-05-13T02:30:15.000Z', '2024-05-13T02:30:16.000Z'],
    ['2024-05-12T10:30:15.5Z', '2024-05-12T10:30:15.500Z', '2024-05-12T10:30:15.600Z'],
    ['2024-05-12T10:30:15.069Z', '2024-05-12T10:30:15.069Z', '2024-05-12T10:30:15.070Z'],
    ['2024-05-12T10:30:15.1234567Z', '2024-05-12T10:30:15.123Z', '2024-05-12T10:30:15.124Z'],
  ])('%s', (text, start, end) => {
    const range = dateRange(text);
    expect([range?.start, range?.end].map((at) => iso(at ?? Number.NaN))).toEqual([start, end]);
    expect(range?.hasTime).toBe(text.includes('T'));
  });

  it.each(['', '24-01-01', '2024-1-1', '05/12/1980', '2024-05-12 10:30', 'gt2024', '2024-05-12T'])(
    'there is none of "%s"',
    (text) => expect(dateRange(text)).toBeUndefined(),
  );
});

describe('the range of an element', () => {
  it.each([
    ['an open end', { start: '2024-01-02' }, '2024-01-02T00:00:00.000Z', 'Infinity'],
    ['an open start', { end: '2024-01-02' }, '-Infinity', '2024-01-03T00:00:00.000Z'],
    [
      'a period of two precisions',
      { start: '2024', end: '2024-03-01T10:00:00Z' },
      '2024-01-01T00:00:00.000Z',
      '2024-03-01T10:00:01.000Z',
    ],
    [
      'events of a Timing, in any order',
      { event: ['2024-03-01', '2024-01-01'] },
      '2024-01-01T00:00:00.000Z',
      '2024-03-02T00:00:00.000Z',
    ],
    [
      'the bounds of a Timing',
      { repeat: { boundsPeriod: { start: '2024-01-01', end: '2024-01-02' } } },
      '2024-01-01T00:00:00.000Z',
      '2024-01-03T00:00:00.000Z',
    ],
  ])('%s', (_case, element, start, end) => {
    const range = rangeOf(element);
    expect([range?.start, range?.end].map((at) => iso(at ?? Number.NaN))).toEqual([start, end]);
  });

  it.each([
    ['nothing', null],
    ['a number', 7],
    ['an empty period', {}],
    ['a period with only extensions', { _start: { extension: [{ url: 'x' }] } }],
    ['a Timing with neither events nor bounds', { repeat: { frequency: 1 } }],
    ['a Timing whose events are no dates', { event: ['soon'] }],
  ])('there is none of %s', (_case, element) => expect(rangeOf(element)).toBeUndefined());
});

describe('a prefix', () => {
  it.each([
    ['2024', 'eq', '2024'],
    ['eq2024', 'eq', '2024'],
    ['sa2024-01-01', 'sa', '2024-01-01'],
    ['xx2024', 'eq', 'xx2024'],
  ])('%s', (value, comparator, date) =>
    expect(splitComparator(value)).toEqual({ comparator, date }),
  );
});

const DAY = '2024-05-12';
const OTHER_ZONE = '2024-05-12T08:00:00+02:00';

describe('a date matches', () => {
  it.each<[Comparator, string, unknown, boolean]>([
    ['eq', DAY, DAY, true],
    ['eq', '2024', DAY, true],
    ['eq', DAY, '2024', false],
    ['eq', DAY, '2024-05-13', false],
    ['eq', '2024-05-12T06:00:00Z', OTHER_ZONE, true],
    ['eq', '2024-05-12T08:00:00Z', OTHER_ZONE, false],
    ['ne', DAY, DAY, false],
    ['ne', DAY, '2024-05-13', true],
    ['gt', DAY, DAY, false],
    ['gt', DAY, '2024-05-13', true],
    ['gt', DAY, '2024-05-11', false],
    ['gt', DAY, { start: '2020-01-01' }, true],
    ['gt', DAY, { end: '2024-05-12' }, false],
    ['lt', DAY, DAY, false],
    ['lt', DAY, '2024-05-11', true],
    ['lt', DAY, '2024-05-13', false],
    ['lt', DAY, { end: '2025-01-01' }, true],
    ['ge', DAY, DAY, true],
    ['ge', DAY, '2024-05-13', true],
    ['ge', DAY, '2024-05-11', false],
    ['le', DAY, DAY, true],
    ['le', DAY, '2024-05-11', true],
    ['le', DAY, '2024-05-13', false],
    ['sa', DAY, '2024-05-13', true],
    ['sa', DAY, { start: DAY, end: '2025-01-01' }, false],
    ['eb', DAY, '2024-05-11', true],
    ['eb', DAY, { start: '2024-05-01' }, false],
    ['ap', DAY, { start: '2024-05-01', end: '2024-05-20' }, true],
    ['ap', DAY, '2024-05-20', false],
    // A day without a zone may begin and end a day sooner or later than in UTC.
    ['eq', DAY, '2024-05-13T04:00:00Z', true],
    ['eq', DAY, '2024-05-11T13:00:00Z', true],
    ['eq', DAY, '2024-05-14T04:00:00Z', false],
    ['gt', '2024-05-12T23:00:00Z', DAY, true],
    ['gt', '2024-05-14T23:00:00Z', DAY, false],
    ['lt', '2024-05-11T12:00:00Z', DAY, true],
    ['lt', '2024-05-10T12:00:00Z', DAY, false],
    ['ge', '2024-05-13T23:00:00Z', DAY, true],
    ['le', '2024-05-11T01:00:00Z', DAY, true],
  ])('%s%s against %j: %s', (comparator, search, element, expected) => {
    const asked = dateRange(search);
    const range = rangeOf(element);
    expect(asked !== undefined && range !== undefined).toBe(true);
    if (asked === undefined || range === undefined) return;
    expect(dateMatches(comparator, asked, range)).toBe(expected);
  });
});
