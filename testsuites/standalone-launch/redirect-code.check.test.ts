import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { redirectCode } from './redirect-code.check.ts';

describe('redirect.code', () =>
  testCheck(redirectCode(fakeContext()), server, [
    ['a code', { authorization: sentBack() }, 'pass'],
    ['no code', { authorization: sentBack({ state: 'the-state' }) }, 'fail', 'code'],
    ['an empty code', { authorization: sentBack({ code: '' }) }, 'fail', 'code'],
    ['an error', { authorization: sentBack({ error: 'server_error' }) }, 'fail', 'error', 'code'],
    [
      'an error beside a code',
      { authorization: sentBack({ code: 'c', error: 'x' }) },
      'fail',
      'error',
    ],
    ['no redirect', { authorization: strandedAt(200) }, 'skip'],
  ]));
