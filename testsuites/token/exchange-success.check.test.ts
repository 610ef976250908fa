import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { exchangeSuccess } from './exchange-success.check.ts';

const PLACE = 'Token request with the right code';

describe('exchange.success', () =>
  testCheck(exchangeSuccess(fakeContext()), server, [
    ['JSON', { token: reply(200, {}) }, 'pass'],
    ['refused', { token: reply(400, { error: 'invalid_grant' }) }, 'fail', PLACE],
    ['a server that fails', { token: reply(500) }, 'fail', PLACE],
    ['form encoded', { token: reply(200, 'access_token=x') }, 'fail', PLACE],
    ['an array', { token: reply(200, []) }, 'fail', PLACE],
    [
      'mislabelled',
      { token: reply(200, {}, { 'content-type': 'text/plain' }) },
      'warn',
      'Content-Type',
    ],
  ]));
