import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { BLOCKED, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { redirectState } from './redirect-state.check.ts';

describe('redirect.state', () =>
  testCheck(redirectState(fakeContext()), server, [
    ['unchanged', { authorization: sentBack() }, 'pass'],
    ['changed', { authorization: sentBack({ code: 'c', state: 'x' }) }, 'fail', 'state'],
    ['left out', { authorization: sentBack({ code: 'c' }) }, 'fail', 'state'],
    ['no redirect', { authorization: strandedAt(500) }, 'skip'],
    ['not gone on with', { authorization: BLOCKED }, 'skip'],
  ]));
