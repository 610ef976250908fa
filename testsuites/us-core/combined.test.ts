import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { FAKE_BASE } from '../../test/fake-ehr.ts';
import { finding, found, lost, profileContext } from '../../test/us-core-evidence.ts';
import type { Resource } from './bundle.ts';
import { combine, type Form } from './combined.ts';
import { paramRows } from './profile-context.ts';
import { comparatorCheck } from './search-comparators.check.ts';
import type { SearchDone } from './search-run.ts';
import { tokenSystemCheck } from './search-token-system.check.ts';

const TYPE = 'Condition';
const context = profileContext('us-core-condition-problems-health-concerns');
const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/condition-category';
const condition = (id: string, onset: string, more: object = {}): Resource => ({
  resourceType: TYPE,
  id,
  subject: { reference: 'Patient/85' },
  category: [{ coding: [{ system: CATEGORIES, code: 'problem-list-item' }] }],
  onsetDateTime: onset,
  recordedDate: onset,
  ...more,
});
const early = condition('a', '2020-03-01T10:00:00Z');
const late = condition('b', '2024-03-01T10:00:00Z');

const rowsOf = (...params: readonly string[]) =>
  paramRows(context, { params, expectation: 'SHOULD' }) ?? [];
const question = (form: Form, ...params: readonly string[]) => {
  const rows = rowsOf(...params);
  const about = rows.at(-1);
  if (about === undefined) throw new Error('no such parameter');
  return { rows, about, form };
};
const combined = (questions: readonly ReturnType<typeof question>[], ...found_: Resource[]) =>
  combine(questions, new Map([['85', found_.map((each) => found(each))]]), FAKE_BASE).map(
    ({ params }) => params.map(([name, value]) => `${name}=${value}`).join('&'),
  );

describe('questions asked together', () => {
  it('are one search where one resource answers them', () => {
    expect(
      combined(
        [
          question('gt', 'patient', 'onset-date'),
          question('gt', 'patient', 'recorded-date'),
          question('system|value', 'patient', 'category'),
        ],
        early,
      ),
    ).toEqual([
      `patient=85&onset-date=gt2020-02-29T10:00:00Z&recorded-date=gt2020-02-29T10:00:00Z&category=${CATEGORIES}|problem-list-item`,
    ]);
  });
  it('are two for two bounds of one parameter', () => {
    const [first = '', second = '', ...more] = combined(
      [
        question('gt', 'patient', 'onset-date'),
        question('lt', 'patient', 'onset-date'),
        question('gt', 'patient', 'recorded-date'),
        question('lt', 'patient', 'recorded-date'),
      ],
      early,
    );
    expect(first.match(/=gt/g)).toHaveLength(2);
    expect(second.match(/=lt/g)).toHaveLength(2);
    expect(more).toEqual([]);
  });
  it('are asked alone where together less would show', () => {
    // What is too early by one date is too early by both: neither would be missed when ignored.
    expect(
      combined(
        [question('gt', 'patient', 'onset-date'), question('gt', 'patient', 'recorded-date')],
        late,
        early,
      ),
    ).toEqual([]);
  });
  it('are not asked by a time that has no end, which tells nothing', () => {
    const open = { onsetDateTime: undefined, onsetPeriod: { start: '2020-03-01T10:00:00Z' } };
    expect(
      combined(
        [question('lt', 'patient', 'onset-date'), question('lt', 'patient', 'recorded-date')],
        condition('o', '2020-03-01T10:00:00Z', open),
      ),
    ).toEqual([]);
  });
  it('are none for one question or no resource', () => {
    const one = question('gt', 'patient', 'onset-date');
    expect(combined([one], early)).toEqual([]);
    expect(combined([one, question('gt', 'patient', 'recorded-date')])).toEqual([]);
  });
});

const gathered = new Map([['85', [found(early), found(late)]]]);
const seed = { searches: [], gathered };
const evidence = (...searches: readonly SearchDone[]) => ({
  done: { seed, searches: searches.map((done) => ({ patient: '85', source: found(late), done })) },
});
const nothing = { done: { seed: { searches: [], gathered: new Map() }, searches: [] } };

describe('comparators', () => {
  const rows = rowsOf('patient', 'onset-date');
  const param = rows[1];
  if (param === undefined) throw new Error('no onset-date');
  const asked = [
    ['patient', '85'],
    ['onset-date', 'gt2024-02-29T10:00:00Z'],
  ] as const;
  const search = { params: ['patient', 'onset-date'], expectation: 'SHALL' } as const;
  testCheck(comparatorCheck, { context, search, rows, param }, [
    ['what is later', evidence(finding(TYPE, asked, late)), 'pass'],
    ['nothing, though a match is known', evidence(finding(TYPE, asked)), 'fail', 'Bundle.entry'],
    [
      'what is earlier as well',
      evidence(finding(TYPE, asked, late, early)),
      'fail',
      'Condition.onset',
    ],
    [
      'one answer of two is wrong',
      evidence(finding(TYPE, asked, late), finding(TYPE, asked)),
      'fail',
      'Bundle.entry',
    ],
    ['no answer', evidence(lost(TYPE, asked)), 'error'],
    ['no data', nothing, 'skip'],
  ]);
});

describe('system|value', () => {
  const rows = rowsOf('patient', 'category');
  const param = rows[1];
  if (param === undefined) throw new Error('no category');
  const asked = [
    ['patient', '85'],
    ['category', `${CATEGORIES}|problem-list-item`],
  ] as const;
  const search = { params: ['patient', 'category'], expectation: 'SHALL' } as const;
  const other = condition('c', '2024-03-01', {
    category: [{ coding: [{ system: 'urn:other', code: 'problem-list-item' }] }],
  });
  testCheck(tokenSystemCheck, { context, search, rows, param }, [
    ['what has both', evidence(finding(TYPE, asked, early, late)), 'pass'],
    ['nothing', evidence(finding(TYPE, asked)), 'fail', 'Bundle.entry'],
    [
      'the code of another system',
      evidence(finding(TYPE, asked, late, other)),
      'fail',
      'Condition.category',
    ],
    ['nothing with a system', { done: { seed, searches: [] } }, 'omit'],
    ['no answer', evidence(lost(TYPE, asked)), 'error'],
    ['no data', nothing, 'skip'],
  ]);
});
