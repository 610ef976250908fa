import { describe, expect, it } from 'vitest';
import { MAX_STRING, primitiveChecks, stringAdvice } from './primitives.ts';

const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  integer: [0, -1, 2147483647, -2147483648],
  unsignedInt: [0, 2147483647],
  positiveInt: [1, 2147483647],
  decimal: [0, -1.5, 1e10, 0.000001],
  string: ['a', ' padded ', 'π', 'x'.repeat(MAX_STRING), 'a\tb\r\nc', '\ud800'],
  markdown: ['# Title\n\ntext'],
  code: ['a', 'two words', 'http://x', 'ä ö', '*'],
  id: ['a', 'A-1.b', 'x'.repeat(64)],
  uri: [
    'http://a.b/c?d#e',
    'urn:oid:1.2.0',
    'relative/one',
    'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
    'urn:ietf:rfc:3986',
    'http://ä.example/ö',
    'mailto:a@b.c',
    'organization/x',
  ],
  url: ['https://a.b', 'ftp://a/b'],
  canonical: ['http://a.b/c|1.0', '#p1', 'urn:oid:1.2.3', 'https://a.b/c#frag'],
  oid: ['urn:oid:1.2.840.10008', 'urn:oid:0.0', 'urn:oid:2.16.840.1.113883.4.642.1.0'],
  uuid: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
  base64Binary: ['AAAA', 'AA==', 'AAA=', 'AAAA\nBBBB', ' AA AA '],
  date: ['2020', '2020-02', '2020-02-29', '0001-01-01', '2000-02-29', '9999-12-31'],
  dateTime: [
    '2020',
    '2020-02',
    '2020-02-29',
    '2020-02-29T23:59:60Z',
    '2020-01-01T00:00:00.123456789+14:00',
    '2020-01-01T00:00:00-05:30',
  ],
  instant: ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.1-11:00'],
  time: ['00:00:00', '23:59:59.999', '12:30:60'],
  xhtml: ['<div/>'],
};

const BAD: Readonly<Record<string, readonly unknown[]>> = {
  boolean: ['true', 0, 'yes'],
  integer: ['1', 1.5, 2147483648, -2147483649, Number.NaN, true],
  unsignedInt: [-1, '0', 0.5, 2147483648],
  positiveInt: [0, -1, '1', 2147483648],
  decimal: ['1.0', Number.POSITIVE_INFINITY, Number.NaN, false],
  string: ['', 1, true, 'x'.repeat(MAX_STRING + 1)],
  markdown: ['', 5],
  code: ['', ' a', 'a ', 'a  b', 'a\tb', 'a\u00a0b', 1, ' '],
  id: ['', 'a_b', 'a b', 'x'.repeat(65), 'é', 5],
  uri: [
    '',
    'a b',
    'http://a.b ',
    '\thttp://a',
    'oid:1.2',
    'uuid:c757873d-ec9a-4326-a141-556f43239520',
    'urn:oid:1.02',
    'urn:oid:3.1',
    'urn:oid:',
    'urn:uuid:c757873d',
    'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
    7,
    'http://a\u2003b',
  ],
  url: ['https://a b', 3],
  canonical: ['ValueSet/x', 'relative', '', 'http://a b'],
  oid: [
    '1.2.3',
    'urn:oid:1',
    'urn:oid:1.2.',
    'urn:oid:1..2',
    'urn:oid:4.1',
    'urn:oid:1.2.03',
    'urn:oid:1.2.00',
    'urn:oid:10.2',
    'urn:oid:',
    'urn:oid:1.a',
    'urn:oid:.1.2',
    'urn:oid:1.2 ',
  ],
  uuid: [
    'c757873d-ec9a-4326-a141-556f43239520',
    'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
    'urn:uuid:c757873dec9a4326a141556f43239520',
  ],
  base64Binary: ['', 'A', 'AAA', 'AA=A', 'A===', 'AAAA=', '====', 'AA-_', 'é', '   '],
  date: [
    '2020-1-1',
    '2020-02-30',
    '2021-02-29',
    '1900-02-29',
    '2020-13',
    '2020-00',
    '2020-01-00',
    '0000',
    '20',
    '2020-',
    '2020-01-01T00:00:00Z',
    '2020-04-31',
    '05/12/1980',
    20200101,
    '2020/01/01',
    'abcd',
    '2020-0a',
    '-020',
  ],
  dateTime: [
    '2020-01-01T25:00:00Z',
    '2020-01-01T24:00:00Z',
    '2020-01-01T00:00:00',
    '2020-01-01T00:00Z',
    '2020-01-01 00:00:00Z',
    '2020-01-01T00:00:00.Z',
    '2020-02-30T00:00:00Z',
    '2020-01-01T00:60:00Z',
    '2020-01-01T00:00:61Z',
    '2020-01-01T00:00:00+14:01',
    '2020-01-01T00:00:00+15:00',
    '2020-01-01T00:00:00+1:00',
    '2020-01-01T00:00:00z',
    '2020-1-1',
    '2020-01-01T',
    '2020-01-01T00:00:00Zx',
    '2020-01-01T00:00:00+0100',
  ],
  instant: ['2020', '2020-01-01', '2020-01-01T00:00:00', '2020-02-31T00:00:00Z'],
  time: ['24:00:00', '12:30', '1:00:00', '12:30:00Z', '12:30:00.', '12:60:00', '12-30-00'],
  xhtml: ['', {}],
};

const ANY_TYPE: readonly unknown[] = [null, undefined, {}, [], [1], { value: 1 }];

describe('primitives', () => {
  it.each(Object.keys(primitiveChecks))('%s', (type) => {
    const check = primitiveChecks[type] ?? (() => 'no check');
    for (const value of GOOD[type] ?? []) expect([value, check(value)]).toEqual([value, undefined]);
    for (const value of [...(BAD[type] ?? []), ...ANY_TYPE])
      expect([value, typeof check(value)]).toEqual([value, 'string']);
  });

  it('says when a day does not exist', () => {
    expect(primitiveChecks['date']?.('2020-02-30')).toContain('calendar');
    expect(primitiveChecks['dateTime']?.('2021-02-29T00:00:00Z')).toContain('calendar');
    expect(primitiveChecks['date']?.('2020-02-28T00:00:00Z')).toContain('YYYY-MM-DD');
  });

  it.each([
    ['text', undefined],
    [' \n', 'whitespace'],
    ['a\u0001', 'control'],
    ['a\tb', undefined],
  ])('advice on %j', (text, part) => {
    const advice = stringAdvice(text);
    if (part === undefined) expect(advice).toBeUndefined();
    else expect(advice).toContain(part);
  });
});
