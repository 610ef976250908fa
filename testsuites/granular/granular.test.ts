import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { answeredFhir } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import type { SearchDone } from '../us-core/search-run.ts';
import { grant } from './grant.check.ts';
import { launch } from './launch.check.ts';
import { noBroadScope } from './no-broad-scope.check.ts';
import { granularRead } from './read.check.ts';
import { REPLAYED } from './replay.probe.ts';
import { GRANULAR_TYPES, isGranted, SCOPE_SETS, type ScopeSet } from './scope-sets.ts';
import { granularSearch } from './search.check.ts';
import { selectionOffered } from './selection.check.ts';
import { selectionPatientScope } from './selection-patient.check.ts';

const context = fakeContext();
const TOKENS = reply(200, { access_token: 'x' });
const REFUSED = reply(400, { error: 'invalid_scope' });
const scopes = (scope: string) => ({ grant: granted({ scope }) });

describe('smart.granular.launch', () =>
  testCheck(launch(context), server, [
    ['both', { set1: TOKENS, set2: TOKENS }, 'pass'],
    ['one', { set1: TOKENS, set2: REFUSED }, 'fail', 'Token request'],
  ]));

for (const set of SCOPE_SETS) {
  for (const category of set.categories) {
    const query = `?category=${category.system}|${category.code}`;
    describe(`smart.granular.grant of ${category.code}`, () =>
      testCheck(grant(context), { set, category }, [
        ['as asked', scopes(`patient/${category.type}.rs${query}`), 'pass'],
        [
          'apart',
          scopes(`user/${category.type}.r${query} user/${category.type}.s${query}`),
          'pass',
        ],
        ['read alone', scopes(`patient/${category.type}.r${query}`), 'fail', 'scope'],
        ['the whole type', scopes(`patient/${category.type}.rs`), 'fail', 'scope'],
      ]));
  }
  describe(`smart.granular.${set.name}.no-broad-scope`, () =>
    testCheck(noBroadScope(context), set, [
      ['a category', scopes('patient/Condition.rs?category=x|y patient/Patient.rs'), 'pass'],
      ['a type', scopes('patient/Condition.rs'), 'fail', 'scope'],
      ['a wildcard', scopes('patient/*.rs'), 'fail', 'scope'],
    ]));
}

const [set] = SCOPE_SETS as readonly [ScopeSet];

const entry = (type: string, id: string, of: number | 'other') => {
  const category = set.categories.filter((each) => each.type === type)[of === 'other' ? 9 : of];
  const { system = 'x', code = 'y' } = category ?? {};
  return {
    exchange: 7,
    mode: 'match',
    resource: { resourceType: type, id, category: [{ coding: [{ system, code }] }] },
  };
};

const done = (type: string, entries: SearchDone['entries']): SearchDone => ({
  type,
  params: [],
  first: answeredFhir(200, {}),
  pages: [],
  entries,
});

for (const type of GRANULAR_TYPES) {
  const granting = [
    'category',
    set.categories.find((each) => each.type === type)?.code ?? '',
  ] as const;
  const replays = (
    granular: SearchDone['entries'],
    full: SearchDone['entries'] = [
      entry(type, '1', 0),
      entry(type, '2', 1),
      entry(type, '3', 'other'),
    ],
    param: readonly [string, string] = granting,
  ) => ({ replays: [{ params: [param], full: done(type, full), granular: done(type, granular) }] });
  const both = [entry(type, '1', 0), entry(type, '2', 1)];
  const PLACE = `${type}?${granting.join('=')}`;
  for (const names of REPLAYED[type]) {
    describe(`smart.granular search of ${type} by ${names.join('+')}`, () =>
      testCheck(granularSearch(context), { set, type, names }, [
        ['what is within', replays(both), 'pass'],
        ['nothing, outside', replays([], undefined, ['code', 'x']), 'pass'],
        ['nothing, within', replays([]), 'fail', PLACE, PLACE],
        ['one too few', replays([entry(type, '1', 0)]), 'fail', PLACE],
        ['one of another category', replays([...both, entry(type, '3', 'other')]), 'fail', PLACE],
        ['no data', replays([], [entry(type, '3', 'other')]), 'skip'],
      ]));
  }
  const category = set.categories.find((each) => each.type === type) ?? set.categories[0];
  if (category === undefined) continue;
  const read = (status: number) => ({
    id: '1',
    read: reply(
      status,
      status === 200 ? { resourceType: type } : { resourceType: 'OperationOutcome' },
    ),
  });
  describe(`smart.granular reads of ${type}`, () =>
    testCheck(granularRead(context), { set, type }, [
      ['one inside', { reads: { inside: [{ category, ...read(200) }] } }, 'pass'],
      ['one outside', { reads: { inside: [], outside: read(403) } }, 'pass'],
      [
        'inside refused',
        { reads: { inside: [{ category, ...read(403) }] } },
        'fail',
        `Read of ${type}/1 (${category.code})`,
      ],
      [
        'outside open',
        { reads: { inside: [], outside: read(200) } },
        'fail',
        `Read of ${type}/1 (no category granted)`,
      ],
    ]));
}

const PARTS = 'patient/Condition.rs?category=x|y patient/Observation.rs?category=x|z';

describe('smart.granular.selection.offered', () =>
  testCheck(selectionOffered(context), server, [
    ['categories of both', scopes(PARTS), 'pass'],
    ['of one', scopes('patient/Condition.rs?category=x|y'), 'fail', 'scope'],
    ['a whole type beside', scopes(`${PARTS} patient/Condition.rs`), 'fail', 'scope'],
  ]));

describe('smart.granular.selection.patient-scope', () =>
  testCheck(selectionPatientScope(context), server, [
    ['as asked', scopes(`${PARTS} patient/Patient.rs`), 'pass'],
    ['not granted', scopes(PARTS), 'fail', 'scope'],
    ['in the syntax of SMART 1', scopes('patient/Patient.read'), 'fail', 'scope'],
  ]));

describe('scopes with a category', () => {
  it('may be percent-encoded', () => {
    const [category] = set.categories;
    const query = encodeURIComponent(`${category?.system}|${category?.code}`);
    expect(category && isGranted([`patient/Condition.rs?category=${query}`], category)).toBe(true);
  });
});
