import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { refreshAfterExpiry } from './refresh-after-expiry.check.ts';

const TOKENS = reply(200, { access_token: 'x' });
const lapsed = (rest: object) => ({ expired: { life: 3, read: reply(401), ...rest } });

describe('token.refresh.after-expiry', () =>
  testCheck(refreshAfterExpiry(fakeContext()), server, [
    ['a token that reads', lapsed({ refresh: TOKENS, refreshedRead: reply(200) }), 'pass'],
    [
      'refused',
      lapsed({ refresh: reply(400, { error: 'invalid_grant' }) }),
      'fail',
      'Refresh after expiry',
    ],
    ['no token', lapsed({ refresh: reply(200, {}) }), 'fail', 'Refresh after expiry'],
    [
      'a useless token',
      lapsed({ refresh: TOKENS, refreshedRead: reply(401) }),
      'fail',
      'Read with the refreshed token',
    ],
    ['no refresh token', lapsed({}), 'skip'],
  ]));
