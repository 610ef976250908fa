import { describe, expect, it } from 'vitest';
import { isLoinc, isNpi, isSnomedConcept, isSnomedIdentifier } from './check-digits.ts';
import { isLanguageTag } from './language.ts';
import { isMimeType } from './mime-type.ts';
import { parseReference, referenceProblem, typeOfReference } from './reference.ts';
import { isUcum } from './ucum.ts';

const table = (
  what: (text: string) => boolean,
  good: readonly string[],
  bad: readonly string[],
): void => {
  it.each(good)('takes %s', (text) => expect(what(text)).toBe(true));
  it.each(bad)('refuses %j', (text) => expect(what(text)).toBe(false));
};

describe('UCUM', () =>
  table(
    isUcum,
    [
      '1',
      '%',
      'mg',
      'kg/m2',
      'mm[Hg]',
      '[degF]',
      'Cel',
      '10*3/uL',
      '10^3',
      '{score}',
      '/min',
      'mL/min/{1.73_m2}',
      'mL/min/1.73.m2',
      '[in_i]',
      '[lb_av]',
      'g%',
      '[pH]',
      'U/L',
      'm[IU]/mL',
      '/[HPF]',
      "[arb'U]/mL",
      'mmol/mol',
      'umol/(2.h)',
      'm/s2',
      'm-1',
      'm+2',
      'kg.m/s2',
      '{#}/[HPF]',
      'dB[SPL]',
      'ug/kg/h',
      'daL',
      'KiBy',
      'a',
      'mo',
      'wk',
      'min',
      '10*6/(24.h)',
      'mg{total}/d',
      '24.h',
      "'",
      "''",
      'cm[H2O]',
      '[IU]/L',
      '{a}{b}',
      '/{tot}',
      'k[IU]/L',
      'mL/(8.h)/kg',
      '(mg)',
    ],
    [
      '',
      ' ',
      'mgs',
      'beats',
      'lbs',
      'mmHg',
      'mm Hg',
      'kkg',
      'mg/',
      '//min',
      'mg//dL',
      '(mg',
      'mg)',
      'mg/(dL',
      '{open',
      '[degX]',
      'degF',
      'cm2/',
      'm+',
      'k%',
      'kmin',
      'mg dL',
      'in',
      'lb',
      'bpm',
      'years',
      'µg',
      '{ab',
      '{a{b}}',
      'mg..dL',
      'IU',
      '.',
      '/',
      '[in_i',
      '()',
      'm^2',
      '\u0000',
    ],
  ));

describe('LOINC', () =>
  table(
    isLoinc,
    [
      '8867-4',
      '85354-9',
      '72166-2',
      '2339-0',
      '29463-7',
      'LA33-6',
      'LA137-2',
      'LA18632-2',
      'LA6576-8',
    ],
    [
      '8867-5',
      '8867',
      '85354-8',
      'LA33-7',
      'LA137-5',
      '8867-44',
      'X8867-4',
      '',
      'LP-1',
      '12345678-1',
    ],
  ));

describe('SNOMED CT', () => {
  table(
    isSnomedConcept,
    [
      '73211009',
      '38341003',
      '260385009',
      '404684003',
      '900000000000207008',
      '57054005',
      '449868002',
    ],
    ['73211008', '73211', '037211009', '73211019', '', '7321100a', '1234567890123456789'],
  );
  it('leaves expressions alone', () => {
    expect(isSnomedIdentifier('73211009')).toBe(true);
    expect(isSnomedIdentifier('73211009:363698007=113331007')).toBe(false);
  });
});

describe('NPI', () =>
  table(
    isNpi,
    ['1234567893', '1245319599', '1679576722'],
    ['1234567890', '123456789', '12345678933', 'abc', '9941339109', ''],
  ));

describe('language tags', () =>
  table(
    isLanguageTag,
    [
      'en',
      'en-US',
      'zh-Hant-TW',
      'sl-rozaj-biske',
      'de-CH-1901',
      'es-419',
      'x-private',
      'en-x-private',
      'i-klingon',
      'de-DE-u-co-phonebk',
      'sgn-BE-FR',
      'EN-us',
      'ase',
    ],
    [
      '',
      'e',
      'en_US',
      'English (US)',
      'en-',
      '-en',
      'en--US',
      'en-US-',
      'x',
      'en-x',
      '12',
      'a'.repeat(200),
      'en us',
    ],
  ));

describe('media types', () =>
  table(
    isMimeType,
    [
      'text/plain',
      'application/fhir+json',
      'text/plain; charset=utf-8',
      'text/plain;charset="utf-8;x"',
      'application/vnd.ms-excel',
      'image/svg+xml',
      'multipart/form-data; boundary=x; a=b',
    ],
    [
      '',
      'text',
      'text/',
      '/plain',
      'text/plain;',
      'text plain',
      'text/plain; charset',
      'text/plain charset=utf-8',
      '*/*',
      'application/pdf,text/plain',
    ],
  ));

describe('references', () => {
  it.each([
    ['Patient/1', { kind: 'relative', type: 'Patient', id: '1' }],
    ['Patient/1/_history/2', { kind: 'relative', type: 'Patient', id: '1', version: '2' }],
    [
      'http://a.b/fhir/Patient/1',
      { kind: 'absolute', base: 'http://a.b/fhir/', type: 'Patient', id: '1' },
    ],
    [
      'https://a.b/Patient/1/_history/3',
      { kind: 'absolute', base: 'https://a.b/', type: 'Patient', id: '1', version: '3' },
    ],
    ['http://a.b/c?d', { kind: 'url' }],
    ['https://a.b', { kind: 'url' }],
    [
      'http://a.b/ValueSet/x|1.0',
      { kind: 'canonical', url: 'http://a.b/ValueSet/x', version: '1.0' },
    ],
    ['#p1', { kind: 'contained', id: 'p1' }],
    ['#', { kind: 'contained', id: '' }],
    ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520', { kind: 'urn' }],
    ['urn:oid:1.2.3', { kind: 'urn' }],
    ['Patient?identifier=x|1', { kind: 'conditional', type: 'Patient' }],
    ['Patient', undefined],
    ['Patient/', undefined],
    ['patient/1', undefined],
    ['Patient/1/2', undefined],
    ['Patient/1/_history', undefined],
    ['Patient/1/_history/2/3', undefined],
    ['Patient/a b', undefined],
    ['Patient/a_b', undefined],
    ['#a b', undefined],
    ['#a_b', undefined],
    ['urn:uuid:1', undefined],
    ['', undefined],
    ['1', undefined],
  ])('%s', (reference, parsed) => {
    expect(parseReference(reference)).toEqual(parsed);
    expect(referenceProblem(reference) === undefined).toBe(parsed !== undefined);
    const type = parsed !== undefined && 'type' in parsed ? parsed.type : undefined;
    if (parsed !== undefined) expect(typeOfReference(reference)).toBe(type);
  });
});
