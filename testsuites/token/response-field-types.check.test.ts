import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { responseFieldTypes } from './response-field-types.check.ts';

describe('response.field-types', () =>
  testCheck(responseFieldTypes(fakeContext()), server, [
    ['strings', { token: granted() }, 'pass'],
    ['no refresh token', { token: granted({ refresh_token: undefined }) }, 'pass'],
    ['a number', { token: granted({ refresh_token: 7 }) }, 'fail', 'refresh_token'],
    [
      'an array and null',
      { token: granted({ scope: ['openid'], token_type: null }) },
      'fail',
      'token_type',
      'scope',
    ],
  ]));
