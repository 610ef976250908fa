import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { refreshInvalid } from './refresh-invalid.check.ts';

const PLACE = 'Refresh with an unknown refresh token';

describe('refresh.invalid', () =>
  testCheck(refreshInvalid(fakeContext()), server, [
    ['400', { token: reply(400, { error: 'invalid_grant' }) }, 'pass'],
    ['401', { token: reply(401, { error: 'invalid_grant' }) }, 'pass'],
    ['no error in the body', { token: reply(400) }, 'warn', `error of: ${PLACE}`],
    ['granted', { token: reply(200, { access_token: 'x' }) }, 'fail', PLACE],
    ['a server that fails', { token: reply(500) }, 'fail', PLACE],
  ]));
