import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { BLOCKED, reply, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { clientIdAuthorize } from './client-id-authorize.check.ts';
import { exchangeRefused } from './exchange-refused.check.ts';
import { expiredBearer } from './expired-bearer.check.ts';
import { foreignPatient } from './foreign-patient.check.ts';
import { foreignRefresh } from './foreign-refresh.check.ts';
import { garbledBearer } from './garbled-bearer.check.ts';
import { pkcePlain } from './pkce-plain.check.ts';
import { pkceMissing } from './pkce-missing.check.ts';
import { redirectUriAuthorize } from './redirect-uri-authorize.check.ts';
import { REFUSED_EXCHANGES, STRANGE_REDIRECT_URI } from './refused-exchange.probe.ts';

const context = fakeContext();

for (const row of REFUSED_EXCHANGES) {
  const PLACE = `Token request with ${row.what}`;
  describe(row.name, () =>
    testCheck(exchangeRefused(context), row, [
      ['400', { token: reply(400, { error: row.error }) }, 'pass'],
      ['no error in the body', { token: reply(400, {}) }, 'fail', `error of: ${PLACE}`],
      ['another error', { token: reply(400, { error: 'x' }) }, 'warn', `error of: ${PLACE}`],
      ['tokens', { token: reply(200, { access_token: 'x' }) }, 'fail', PLACE],
      ['a server that fails', { token: reply(500) }, 'fail', PLACE],
    ]),
  );
}

const STRANGE = `Authorization request with redirect_uri ${STRANGE_REDIRECT_URI}`;

describe('redirect-uri.authorize', () =>
  testCheck(redirectUriAuthorize(context), server, [
    ['an error page', { authorization: strandedAt(400) }, 'pass'],
    ['a code', { authorization: sentBack() }, 'fail', STRANGE],
    ['an error sent there', { authorization: sentBack({ error: 'x' }) }, 'fail', STRANGE],
    ['we would not go on', { authorization: BLOCKED }, 'skip'],
  ]));

describe('pkce-missing', () =>
  testCheck(pkceMissing(context), server, [
    ['an error page', { authorization: strandedAt(400) }, 'pass'],
    ['an error sent back', { authorization: sentBack({ error: 'invalid_request' }) }, 'pass'],
    [
      'a code',
      { authorization: sentBack() },
      'warn',
      'Authorization request without code_challenge',
    ],
    ['we would not go on', { authorization: BLOCKED }, 'skip'],
  ]));

describe('client-id.authorize', () =>
  testCheck(clientIdAuthorize(context), server, [
    ['an error page', { authorization: strandedAt(400) }, 'pass'],
    [
      'a code',
      { authorization: sentBack() },
      'fail',
      'Authorization request with client_id BAD_CLIENT_ID',
    ],
    ['we would not go on', { authorization: BLOCKED }, 'skip'],
  ]));

const PLAIN = 'Authorization request with code_challenge_method plain';
const plain = (authorization: typeof BLOCKED, token?: ReturnType<typeof reply>) => ({
  plain: { authorization, ...(token === undefined ? {} : { token }) },
});

describe('pkce-plain', () =>
  testCheck(pkcePlain(context), server, [
    ['an error sent back', plain(sentBack({ error: 'invalid_request' })), 'pass'],
    ['a code that is not exchanged', plain(sentBack(), reply(400)), 'pass'],
    ['tokens', plain(sentBack(), reply(200, { access_token: 'x' })), 'fail', PLAIN],
    ['a server that fails', plain(sentBack(), reply(500)), 'fail', PLAIN],
    ['we would not go on', plain(BLOCKED), 'skip'],
  ]));

const CHALLENGED = reply(401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
const PATIENT = reply(200, { resourceType: 'Patient' });

const EXPIRED = 'Read with an expired access token';

describe('expired-bearer', () =>
  testCheck(expiredBearer(context), server, [
    ['unauthorized', { expired: { life: 3, read: CHALLENGED } }, 'pass'],
    ['a little later', { expired: { life: 3, read: PATIENT, lateRead: CHALLENGED } }, 'pass'],
    ['no challenge', { expired: { life: 3, read: reply(401) } }, 'warn', 'WWW-Authenticate'],
    ['the patient', { expired: { life: 3, read: PATIENT, lateRead: PATIENT } }, 'fail', EXPIRED],
    ['forbidden', { expired: { life: 3, read: reply(403) } }, 'fail', EXPIRED],
  ]));

const FOREIGN = 'Refresh with the refresh token of another client';

describe('refresh-of-another-client', () =>
  testCheck(foreignRefresh(context), server, [
    ['400', { token: reply(400, { error: 'invalid_grant' }) }, 'pass'],
    ['no error in the body', { token: reply(400, {}) }, 'fail', `error of: ${FOREIGN}`],
    ['tokens', { token: reply(200, { access_token: 'x' }) }, 'fail', FOREIGN],
  ]));

describe('garbled-bearer', () =>
  testCheck(garbledBearer(context), server, [
    ['unauthorized', { read: CHALLENGED }, 'pass'],
    ['no challenge', { read: reply(401) }, 'warn', 'WWW-Authenticate'],
    [
      'a challenge of another scheme',
      { read: reply(401, {}, { 'www-authenticate': 'Basic realm="x"' }) },
      'warn',
      'WWW-Authenticate',
    ],
    [
      'the patient',
      { read: reply(200, { resourceType: 'Patient' }) },
      'fail',
      'Read with a made-up access token',
    ],
  ]));

const EMPTY = { resourceType: 'Bundle', entry: [] };
const FULL = {
  resourceType: 'Bundle',
  entry: [{ resource: { resourceType: 'AllergyIntolerance' } }],
};
const record = (read: unknown, search: unknown) => ({
  record: { patient: '9', read: reply(200, read), search: reply(200, search) },
});

describe('foreign-patient', () =>
  testCheck(foreignPatient(context), server, [
    ['nothing', { record: { patient: '9', read: reply(404), search: reply(403) } }, 'pass'],
    ['an empty Bundle', record({ resourceType: 'OperationOutcome' }, EMPTY), 'pass'],
    ['the patient', record({ resourceType: 'Patient' }, EMPTY), 'fail', 'Read of Patient/9'],
    [
      'an allergy',
      record({ resourceType: 'OperationOutcome' }, FULL),
      'fail',
      'Search of AllergyIntolerance for Patient/9',
    ],
  ]));
