import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { REQUEST, reply } from '../../test/smart-evidence.ts';
import { VERIFIERS } from '../launch/negative-exchange.probe.ts';
import { pkceVerifier } from './pkce-verifier.check.ts';

for (const row of VERIFIERS) {
  const PLACE = `Token request with ${row.what}`;
  describe(`pkce.verifier.${row.name}`, () =>
    testCheck(pkceVerifier(fakeContext()), row, [
      ['400', { token: reply(400, { error: 'invalid_grant' }) }, 'pass'],
      ['401', { token: reply(401, { error: 'invalid_grant' }) }, 'pass'],
      ['no error in the body', { token: reply(400) }, 'warn', `error of: ${PLACE}`],
      ['tokens', { token: reply(200, { access_token: 'x' }) }, 'fail', PLACE],
      ['a server that fails', { token: reply(500) }, 'fail', PLACE],
    ]));
}

describe('the verifiers sent', () => {
  it.each([
    ['missing', undefined],
    ['blank', ''],
    ['wrong', 'random'],
    ['plain', 'the-challenge'],
  ])('%s', (name, sent) => {
    const row = VERIFIERS.find((verifier) => verifier.name === name);
    expect(row?.verifier(REQUEST, 'random')).toBe(sent);
  });
});
