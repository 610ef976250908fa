import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import { ALGORITHMS } from '../asymmetric/asymmetric.probe.ts';
import { MEMBERS } from '../token/response-member.check.ts';
import { backendAlgorithm } from './algorithm.check.ts';
import { errorInvalidClient } from './error-invalid-client.check.ts';
import { refusalCheck } from './refusal.check.ts';
import { REFUSALS } from './refusal.probe.ts';
import { backendMember } from './response-member.check.ts';
import { scopeLimited } from './scope-limited.check.ts';
import { shortLife } from './short-life.check.ts';
import { success } from './success.check.ts';

const { auth, ...rest } = fakeConfig();
const backend = { clientId: 'system', key: { jwk: { env: 'KEY' } }, scopes: 'system/Patient.rs' };
const context = fakeContext({ ...rest, auth: { clients: { ...auth.clients, backend } } });
const TOKENS = reply(200, { access_token: 'x' });

describe('smart.backend.success', () =>
  testCheck(success(context), server, [
    ['200', { reply: TOKENS }, 'pass'],
    ['201', { reply: reply(201, {}) }, 'pass'],
    ['refused', { reply: reply(401, {}) }, 'fail', 'Token request of a system'],
    ['a busy server', { reply: reply(429, {}) }, 'skip'],
  ]));

for (const alg of ALGORITHMS) {
  describe(`smart.backend.alg.${alg}`, () =>
    testCheck(backendAlgorithm(context), alg, [
      ['a token', { reply: TOKENS }, 'pass'],
      ['refused', { reply: reply(401, {}) }, 'fail', `Token request signed with ${alg}`],
      ['a busy server', { reply: reply(502, {}) }, 'skip'],
    ]));
}

for (const row of REFUSALS) {
  const PLACE = `Token request with ${row.what}`;
  const [status = 400] = row.statuses;
  const bad = row.level === 'SHALL' ? 'fail' : 'warn';
  describe(`smart.backend.${row.name}`, () =>
    testCheck(refusalCheck(context), row, [
      ['refused', { reply: reply(status, { error: row.errors[0] }) }, 'pass'],
      ['no error in the body', { reply: reply(status) }, 'warn', `error of: ${PLACE}`],
      ['another error', { reply: reply(status, { error: 'x' }) }, 'warn', `error of: ${PLACE}`],
      ['a token', { reply: TOKENS }, bad, PLACE],
      ['a server that fails', { reply: reply(500) }, bad, PLACE],
      ['a server that is busy', { reply: reply(503) }, 'skip'],
    ]));
}

const refused = (error: unknown, status = 401) =>
  Object.fromEntries(REFUSALS.map(({ name }) => [name, reply(status, { error })]));

describe('smart.backend.error-invalid_client', () =>
  testCheck(errorInvalidClient(context), server, [
    ['the error', refused('invalid_client'), 'pass'],
    [
      'another, once',
      { ...refused('invalid_client'), 'jwt.expired': reply(400, { error: 'invalid_grant' }) },
      'fail',
      'error',
    ],
    ['nothing refused', refused(undefined, 200), 'skip'],
    ['a busy server', refused(undefined, 503), 'skip'],
  ]));

for (const row of MEMBERS) {
  describe(`smart.backend.response.${row.member}`, () =>
    testCheck(backendMember(context), row, [
      ['there', { grant: granted() }, 'pass'],
      ['missing', { grant: granted({ [row.member]: undefined }) }, 'fail', row.member],
      ['a list', { grant: granted({ [row.member]: [] }) }, 'fail', row.member],
    ]));
}

describe('smart.backend.response.expires_in-300', () =>
  testCheck(shortLife(context), server, [
    ['300', { grant: granted({ expires_in: 300 }) }, 'pass'],
    ['an hour', { grant: granted({ expires_in: 3600 }) }, 'warn', 'expires_in'],
    ['a string', { grant: granted({ expires_in: '300' }) }, 'skip'],
  ]));

const wide = (scope: unknown) => ({ wide: reply(200, { scope }) });

describe('smart.backend.scope-limited', () =>
  testCheck(scopeLimited(context), server, [
    ['as registered', wide('system/Patient.rs'), 'pass'],
    ['less', wide('system/Patient.r'), 'pass'],
    ['refused', { wide: reply(400, { error: 'invalid_scope' }) }, 'pass'],
    ['more', wide('system/Patient.rs system/*.cruds'), 'fail', 'scope'],
    ['not told', { wide: reply(200, {}) }, 'skip'],
    ['a busy server', { wide: reply(429, {}) }, 'skip'],
  ]));
