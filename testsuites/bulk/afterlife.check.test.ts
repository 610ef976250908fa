import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { deleteCompleted, deletedThen404, expiredFiles } from './afterlife.check.ts';

const context = fakeContext();
const GONE = reply(404, {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found' }],
});
const ACCEPTED = reply(202, '');

describe('delete.accepted', () =>
  testCheck(deleteCompleted(context), server, [
    ['202', { deleted: { reply: ACCEPTED, after: GONE } }, 'pass'],
    ['405', { deleted: { reply: reply(405, ''), after: GONE } }, 'warn', 'DELETE'],
  ]));

describe('delete.then-404', () =>
  testCheck(deletedThen404(context), server, [
    ['404', { deleted: { reply: ACCEPTED, after: GONE } }, 'pass'],
    ['200', { deleted: { reply: ACCEPTED, after: reply(200, {}) } }, 'fail', 'Status after DELETE'],
    [
      'a bare 404',
      { deleted: { reply: ACCEPTED, after: reply(404, '') } },
      'fail',
      'Status after DELETE',
    ],
    ['not deleted', { deleted: { reply: reply(405, ''), after: GONE } }, 'skip'],
    ['a token that lapsed', { deleted: { reply: ACCEPTED, after: reply(401, '') } }, 'skip'],
    ['a busy server', { deleted: { reply: ACCEPTED, after: reply(503, '') } }, 'skip'],
    [
      'an error',
      { deleted: { reply: ACCEPTED, after: reply(500, '') } },
      'fail',
      'Status after DELETE',
    ],
  ]));

const expires = 'Sun, 01 Mar 2026 12:00:00 GMT';
const status = (code: number) => answered(code, {}, '', { url: 'https://ehr.example.org/s' });
const file = (code: number) => answered(code, {}, '', { url: 'https://ehr.example.org/f' });

describe('file.expired', () =>
  testCheck(expiredFiles(context), server, [
    ['gone', { expired: { expires, status: status(404), file: file(410) } }, 'pass'],
    ['no file', { expired: { expires, status: status(404) } }, 'pass'],
    ['a file stays', { expired: { expires, status: status(404), file: file(200) } }, 'warn', '/f'],
    ['a status stays', { expired: { expires, status: status(200) } }, 'warn', '/s'],
  ]));
