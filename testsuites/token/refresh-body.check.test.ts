import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { refreshed } from '../../test/refresh-evidence.ts';
import { refreshBody } from './refresh-body.check.ts';

describe('refresh.body', () =>
  testCheck(refreshBody(fakeContext()), server, [
    ['complete, twice', { tokens: [refreshed(), refreshed()] }, 'pass'],
    ['no token', { tokens: [refreshed({ access_token: undefined })] }, 'fail', 'access_token'],
    ['another type', { tokens: [refreshed({ token_type: 'mac' })] }, 'fail', 'token_type'],
    [
      'a string and nothing, in the second',
      { tokens: [refreshed(), refreshed({ expires_in: '60', scope: undefined })] },
      'fail',
      'expires_in',
      'scope',
    ],
  ]));
