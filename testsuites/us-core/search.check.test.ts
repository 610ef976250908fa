import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredFhir } from '../../test/evidence.ts';
import { FAKE_BASE } from '../../test/fake-ehr.ts';
import {
  doneWith,
  finding,
  found,
  lost,
  profileContext,
  searchset,
} from '../../test/us-core-evidence.ts';
import type { Resource } from './bundle.ts';
import { paramRows } from './profile-context.ts';
import { searchBundleCheck } from './search-bundle.check.ts';
import { multipleOrCheck } from './search-multiple-or.check.ts';
import type { SearchDone, SearchParams } from './search-run.ts';
import { searchCheck } from './search.check.ts';

const TYPE = 'AllergyIntolerance';
const context = profileContext('us-core-allergyintolerance');
const CODES = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const allergy = (id: string, code = 'active', reference = 'Patient/85'): Resource => ({
  resourceType: TYPE,
  id,
  clinicalStatus: { coding: [{ system: CODES, code }] },
  patient: { reference },
});
const a = allergy('a');
const b = allergy('b');
const resolved = allergy('c', 'resolved');

const search = { params: ['patient', 'clinical-status'], expectation: 'SHALL' } as const;
const rows = paramRows(context, search) ?? [];
const params = [
  ['patient', '85'],
  ['clinical-status', 'active'],
] as const;

const evidence = (done: SearchDone, gathered: readonly Resource[] = [a, b, resolved]) => ({
  searches: [{ patient: '85', source: found(a), done }],
  seed: { searches: [], gathered: new Map([['85', gathered.map((each) => found(each))]]) },
});
const none = { searches: [] };
const judgedOn = (done: SearchDone) => ({ done: evidence(done), counter: none });
const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no' }] };

describe('a search', () => {
  testCheck(searchCheck, { context, search, rows }, [
    ['all that matches', judgedOn(finding(TYPE, params, a, b)), 'pass'],
    [
      'absolute references',
      judgedOn(finding(TYPE, params, allergy('a', 'active', `${FAKE_BASE}/Patient/85`), b)),
      'pass',
    ],
    [
      'no search.mode, no fullUrl',
      judgedOn(
        doneWith(
          TYPE,
          params,
          answeredFhir(200, searchset([], { entry: [{ resource: a }, { resource: b }] })),
        ),
      ),
      'pass',
    ],
    [
      'pages, and an outcome beside the matches',
      judgedOn(
        doneWith(
          TYPE,
          params,
          answeredFhir(200, searchset([a])),
          answeredFhir(
            200,
            searchset([], {
              entry: [{ resource: b }, { resource: outcome, search: { mode: 'outcome' } }],
            }),
          ),
        ),
      ),
      'pass',
    ],
    ['one is missing', judgedOn(finding(TYPE, params, a)), 'fail', 'Bundle.entry'],
    ['no entry at all', judgedOn(finding(TYPE, params)), 'fail', 'Bundle.entry', 'Bundle.entry'],
    [
      'one too many',
      judgedOn(finding(TYPE, params, a, b, resolved)),
      'fail',
      `${TYPE}.clinicalStatus`,
    ],
    [
      'one of another patient',
      judgedOn(finding(TYPE, params, a, b, allergy('d', 'active', 'Patient/86'))),
      'fail',
      `${TYPE}.patient`,
    ],
    [
      'a Bundle of another kind',
      judgedOn(
        doneWith(TYPE, params, answeredFhir(200, searchset([a, b], { type: 'collection' }))),
      ),
      'fail',
      'Bundle.type',
    ],
    [
      'a refusal',
      judgedOn(doneWith(TYPE, params, answeredFhir(400, outcome))),
      'fail',
      'HTTP status',
    ],
    ['no JSON', judgedOn(doneWith(TYPE, params, answered(200, {}, '<html>'))), 'fail', 'body'],
    [
      'pages that were not all read',
      judgedOn({ ...finding(TYPE, params, a), cutShort: 'no answer' }),
      'warn',
      '',
    ],
    [
      'a parameter that is ignored',
      {
        done: evidence(finding(TYPE, params, a, b)),
        counter: {
          searches: [
            {
              patient: '85',
              done: finding(TYPE, [params[0], ['clinical-status', 'inactive']], a),
            },
          ],
        },
      },
      'fail',
      `${TYPE}.clinicalStatus`,
    ],
    ['no answer', judgedOn(lost(TYPE, params)), 'error'],
    [
      'no data',
      {
        done: { searches: [], seed: { searches: [], gathered: new Map([['85', []]]) } },
        counter: none,
      },
      'skip',
    ],
  ]);
});

describe('several values at once', () => {
  const param = { ...(rows[1] ?? rows[0]), multipleOr: 'SHALL' } as (typeof rows)[number];
  const asked: SearchParams = [params[0], ['clinical-status', 'active,resolved']];
  testCheck(multipleOrCheck, { context, search, rows, param }, [
    ['all are found', { done: evidence(finding(TYPE, asked, a, b, resolved)) }, 'pass'],
    ['one is lost', { done: evidence(finding(TYPE, asked, a, b)) }, 'fail', 'Bundle.entry'],
    [
      'the answer was not read to its end',
      { done: evidence({ ...finding(TYPE, asked, a), cutShort: 'no answer' }) },
      'warn',
      '',
    ],
    [
      'the server insists on a status of its own',
      {
        done: evidence(finding(TYPE, [...asked, ['verification-status', 'confirmed']], a, b)),
      },
      'pass',
    ],
    [
      'one of another code is found',
      { done: evidence(finding(TYPE, asked, a, b, resolved, allergy('e', 'inactive'))) },
      'fail',
      `${TYPE}.clinicalStatus`,
    ],
    ['no answer', { done: evidence(lost(TYPE, asked)) }, 'error'],
  ]);
});

describe('the Bundle of a search', () => {
  const seed = (body: object) => ({
    seed: {
      searches: [{ patient: '85', done: doneWith(TYPE, params, answeredFhir(200, body)) }],
      gathered: new Map(),
    },
  });
  const entries = (change: object) =>
    searchset([], {
      entry: [
        { fullUrl: `${FAKE_BASE}/${TYPE}/a`, resource: a, search: { mode: 'match' }, ...change },
      ],
    });
  testCheck(searchBundleCheck, { context }, [
    ['as it should be', seed(searchset([a, b], { total: 2 })), 'pass'],
    ['no total', seed(searchset([a, b])), 'pass'],
    ['nothing found', seed(searchset([], { total: 0 })), 'pass'],
    ['no mode', seed(entries({ search: {} })), 'pass'],
    ['an address within the Bundle', seed(entries({ fullUrl: 'urn:uuid:1' })), 'pass'],
    ['an estimated total', seed(searchset([a], { total: 3 })), 'pass'],
    [
      'a mode that there is not',
      seed(entries({ search: { mode: 'hit' } })),
      'fail',
      'Bundle.entry.search.mode',
    ],
    [
      'an outcome labelled as a match',
      seed(
        searchset([a], {
          entry: [{ fullUrl: 'urn:uuid:1', resource: outcome, search: { mode: 'match' } }],
        }),
      ),
      'fail',
      'Bundle.entry.search.mode',
    ],
    [
      'an outcome without an address',
      seed(searchset([a], { entry: [{ resource: outcome, search: { mode: 'outcome' } }] })),
      'pass',
    ],
    ['no self link', seed(searchset([a], { link: [] })), 'fail', 'Bundle.link'],
    ['no fullUrl', seed(entries({ fullUrl: undefined })), 'warn', 'Bundle.entry.fullUrl'],
    ['a relative fullUrl', seed(entries({ fullUrl: `${TYPE}/a` })), 'fail', 'Bundle.entry.fullUrl'],
    [
      'the fullUrl of another',
      seed(entries({ fullUrl: `${FAKE_BASE}/${TYPE}/z` })),
      'fail',
      'Bundle.entry.fullUrl',
    ],
    [
      'a match labelled as included',
      seed(entries({ search: { mode: 'include' } })),
      'fail',
      'Bundle.entry.search.mode',
    ],
    ['no Bundle', seed(outcome), 'skip'],
  ]);
});
