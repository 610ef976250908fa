import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { refreshAnswer, REFRESHES } from './refresh-answer.check.ts';

for (const row of REFRESHES) {
  const PLACE = `Refresh ${row.name}`;
  describe(`refresh.${row.name}`, () =>
    testCheck(refreshAnswer(fakeContext()), row, [
      ['JSON', { token: reply(200, {}) }, 'pass'],
      ['refused', { token: reply(400, { error: 'invalid_grant' }) }, 'fail', PLACE],
      ['form encoded', { token: reply(200, 'access_token=x') }, 'fail', PLACE],
    ]));
}
