import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { exchangeInvalid, INVALID_EXCHANGES } from './exchange-invalid.check.ts';

const answers = (invalidCode: number, invalidClient: number) => ({
  answers: {
    invalidCode: reply(invalidCode, { error: 'invalid_grant' }),
    invalidClient: reply(invalidClient, { error: 'invalid_client' }),
  },
});
const noError = { answers: { invalidCode: reply(400), invalidClient: reply(400, {}) } };
const definition = exchangeInvalid(fakeContext());

for (const row of INVALID_EXCHANGES) {
  const PLACE = `Token request with ${row.what}`;
  const isCode = row.name === 'invalid-code';
  describe(`exchange.${row.name}`, () =>
    testCheck(definition, row, [
      ['400', answers(400, 400), 'pass'],
      ['both granted', answers(200, 200), 'fail', PLACE],
      ['a server that fails', answers(500, 500), 'fail', PLACE],
      ['no error in the body', noError, 'warn', `error of: ${PLACE}`],
      isCode ? ['401', answers(401, 400), 'fail', PLACE] : ['401', answers(400, 401), 'pass'],
    ]));
}
