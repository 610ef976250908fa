import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { pkceS256 } from './pkce-s256.check.ts';

const PLACE = 'Token request with the right code_verifier';

describe('pkce.s256', () =>
  testCheck(pkceS256(fakeContext()), server, [
    ['tokens', { token: reply(200, {}) }, 'pass'],
    ['invalid_grant', { token: reply(400, { error: 'invalid_grant' }) }, 'fail', PLACE],
    ['refused without a word', { token: reply(400) }, 'fail', PLACE],
    ['a client that is not known', { token: reply(401, { error: 'invalid_client' }) }, 'skip'],
    ['a server that fails', { token: reply(500) }, 'skip'],
    ['another error', { token: reply(400, { error: 'unsupported_grant_type' }) }, 'skip'],
  ]));
