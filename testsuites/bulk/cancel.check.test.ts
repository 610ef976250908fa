import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { cancelAccepted, cancelThen404 } from './cancel.check.ts';

const context = fakeContext();
const GONE = reply(404, {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found' }],
});
const ACCEPTED = reply(202, '');

describe('cancel.accepted', () =>
  testCheck(cancelAccepted(context), server, [
    ['202', { cancelled: { reply: ACCEPTED, after: GONE } }, 'pass'],
    ['405', { cancelled: { reply: reply(405, ''), after: GONE } }, 'fail', 'DELETE'],
    ['a busy server', { cancelled: { reply: reply(503, ''), after: GONE } }, 'skip'],
  ]));

describe('cancel.then-404', () =>
  testCheck(cancelThen404(context), server, [
    ['404', { cancelled: { reply: ACCEPTED, after: GONE } }, 'pass'],
    [
      'as before',
      { cancelled: { reply: ACCEPTED, after: reply(202, '') } },
      'fail',
      'Status after DELETE',
    ],
    ['not cancelled', { cancelled: { reply: reply(405, ''), after: GONE } }, 'skip'],
    ['a token that lapsed', { cancelled: { reply: ACCEPTED, after: reply(401, '') } }, 'skip'],
  ]));
