import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { endpoint } from './endpoint.check.ts';

const PLACE = 'GET /.well-known/smart-configuration';

describe('endpoint', () =>
  testCheck(endpoint(fakeContext()), server, [
    ['a JSON object', { discovery: reply(200, {}) }, 'pass'],
    ['behind a login', { discovery: reply(401, {}) }, 'fail', PLACE],
    ['cut short', { discovery: reply(200, '{"issuer": "htt') }, 'fail', PLACE],
    ['an array', { discovery: reply(200, []) }, 'fail', PLACE],
    ['nothing', { discovery: reply(404) }, 'fail', PLACE],
  ]));
