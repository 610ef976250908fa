import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { WITHOUT_TOKEN, withoutTokenCheck } from './without-token.check.ts';

for (const row of WITHOUT_TOKEN) {
  const bad = row.level === 'SHALL' ? 'fail' : 'warn';
  const place = `${row.what} without a token`;
  describe(row.id, () =>
    testCheck(withoutTokenCheck(fakeContext()), row, [
      ['401', { reply: reply(401) }, 'pass'],
      ['400', { reply: reply(400) }, 'pass'],
      ['403', { reply: reply(403) }, bad, place],
      ['heard', { reply: reply(202, '') }, bad, place],
      ['given', { reply: reply(200, {}) }, bad, place],
      ['a busy server', { reply: reply(429) }, 'skip'],
    ]),
  );
}
