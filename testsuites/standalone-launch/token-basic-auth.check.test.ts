import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { tokenBasicAuth } from './token-basic-auth.check.ts';

const PLACE = 'Token request with HTTP Basic';

describe('token.basic-auth', () => {
  testCheck(tokenBasicAuth(fakeContext()), server, [
    ['tokens', { token: reply(200, {}) }, 'pass'],
    ['401', { token: reply(401) }, 'fail', PLACE],
    ['invalid_client', { token: reply(400, { error: 'invalid_client' }) }, 'fail', PLACE],
    ['refused for the code', { token: reply(400, { error: 'invalid_grant' }) }, 'skip'],
  ]);

  it('is not shown by a public client', () => {
    const clients = { standalone: { clientId: 'public-app' } };
    const context = fakeContext(fakeConfig({ auth: { clients } }));
    const judgement = tokenBasicAuth(context).judge({ token: reply(200, {}) }, server);
    expect(judgement.kind).toBe('skipped');
  });
});
