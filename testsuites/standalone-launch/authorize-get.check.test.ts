import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { authorized, BLOCKED } from '../../test/smart-evidence.ts';
import { authorizeGet } from './authorize-get.check.ts';

const PLACE = 'GET at the authorize endpoint';
const first = (status: number) => ({ authorization: authorized(BLOCKED.outcome, status) });
const { request, outcome } = BLOCKED;

describe('authorize.get', () =>
  testCheck(authorizeGet(fakeContext()), server, [
    ['a login page', first(200), 'pass'],
    ['a redirect', first(302), 'pass'],
    ['an error about something else', first(400), 'pass'],
    ['another method is wanted', first(405), 'fail', PLACE],
    ['not there', first(404), 'fail', PLACE],
    ['not asked', { authorization: { request, outcome } }, 'skip'],
  ]));
