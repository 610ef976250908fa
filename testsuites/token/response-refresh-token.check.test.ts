import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { responseRefreshToken } from './response-refresh-token.check.ts';

describe('response.refresh_token', () =>
  testCheck(responseRefreshToken(fakeContext()), server, [
    ['there', { token: granted() }, 'pass'],
    ['missing', { token: granted({ refresh_token: undefined }) }, 'fail', 'refresh_token'],
    ['empty', { token: granted({ refresh_token: '' }) }, 'fail', 'refresh_token'],
    ['a number, told elsewhere', { token: granted({ refresh_token: 7 }) }, 'pass'],
    ['not granted', { token: granted({ scope: 'openid', refresh_token: undefined }) }, 'skip'],
  ]));
