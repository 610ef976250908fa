import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredFhir } from '../../test/evidence.ts';
import { doneWith, finding, found, lost, profileContext } from '../../test/us-core-evidence.ts';
import type { Resource } from './bundle.ts';
import { multipleAndCheck } from './multiple-and.check.ts';
import { paramRows } from './profile-context.ts';
import { postCheck } from './search-post.check.ts';
import type { SearchDone } from './search-run.ts';
import { typedReferenceCheck } from './search-typed-reference.check.ts';

const TYPE = 'Condition';
const context = profileContext('us-core-condition-problems-health-concerns');
const search = { params: ['patient'], expectation: 'SHALL' } as const;
const rows = paramRows(context, search) ?? [];
const condition = (id: string, onset = '2020-03-01', reference = 'Patient/85'): Resource => ({
  resourceType: TYPE,
  id,
  subject: { reference },
  onsetDateTime: onset,
});
const a = condition('a');
const b = condition('b', '2024-03-01');
const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no' }] };

const original = [['patient', '85']] as const;
const typed = [['patient', 'Patient/85']] as const;
const first = { patient: '85', done: finding(TYPE, original, a, b) };
const gathered = new Map([['85', [found(a), found(b)]]]);
const repeated = (done: SearchDone) => ({
  done: {
    searches: [{ patient: '85', source: found(a), done }],
    seed: { searches: [first], gathered },
  },
});
const nothing = {
  done: { searches: [], seed: { searches: [], gathered: new Map([['85', []]]) } },
};

describe.each([
  ['by POST', postCheck, original],
  ['with Patient/[id]', typedReferenceCheck, typed],
])('a search made again %s', (_how, check, params) => {
  testCheck(check, { context, search, rows }, [
    ['finds the same', repeated(finding(TYPE, params, a, b)), 'pass'],
    ['finds the same in another order', repeated(finding(TYPE, params, b, a)), 'pass'],
    ['loses one', repeated(finding(TYPE, params, a)), 'fail', 'Bundle.entry'],
    ['finds nothing', repeated(finding(TYPE, params)), 'fail', 'Bundle.entry'],
    [
      'finds one more, of another patient',
      repeated(finding(TYPE, params, a, b, condition('z', '2020-03-01', 'Patient/86'))),
      'fail',
      'Bundle.entry',
    ],
    [
      'is refused',
      repeated(doneWith(TYPE, params, answeredFhir(400, outcome))),
      'fail',
      'HTTP status',
    ],
    [
      'brings no JSON',
      repeated(doneWith(TYPE, params, answered(200, {}, '<html>'))),
      'fail',
      'body',
    ],
    ['is not answered', repeated(lost(TYPE, params)), 'error'],
    ['has no data', nothing, 'skip'],
  ]);
});

describe('two bounds of a date', () => {
  const [param] = paramRows(context, { params: ['onset-date'], expectation: 'SHOULD' }) ?? [];
  if (param === undefined) throw new Error('no such parameter');
  const params = [
    ...original,
    ['onset-date', 'ge2020-02-29T00:00:00Z'],
    ['onset-date', 'le2020-03-02T23:59:59Z'],
  ] as const;
  const between = (done: SearchDone) => ({ between: { patient: '85', source: found(a), done } });
  testCheck(multipleAndCheck, { context, param }, [
    ['both are honoured', between(finding(TYPE, params, a)), 'pass'],
    ['one is ignored', between(finding(TYPE, params, a, b)), 'warn', `${TYPE}.onset`],
    ['what lies between is lost', between(finding(TYPE, params)), 'warn', 'Bundle.entry'],
    [
      'they are refused',
      between(doneWith(TYPE, params, answeredFhir(400, outcome))),
      'warn',
      'HTTP status',
    ],
    ['no answer', between(lost(TYPE, params)), 'error'],
  ]);
});
