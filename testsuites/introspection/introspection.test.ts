import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { server } from '../../core/check.ts';
import { FAKE_CLIENT_ID, fakeContext, fakeIdToken } from '../../test/fake-ehr.ts';
import { granted, REQUESTED, reply } from '../../test/smart-evidence.ts';
import { active } from './active.check.ts';
import { ehrContext, launchContext } from './context.check.ts';
import { endpoint } from './endpoint.check.ts';
import { expired } from './expired.check.ts';
import { identity } from './identity.check.ts';
import { inactive } from './inactive.check.ts';
import { inactiveNoExtra } from './inactive-no-extra.check.ts';

const context = fakeContext();
const LATER = Date.parse('2026-03-01T13:00:00.000Z') / 1000;
const idToken = fakeIdToken();
const told = (change: Readonly<Record<string, unknown>> = {}) => ({
  active: {
    grant: granted({ id_token: idToken }),
    reply: reply(200, {
      active: true,
      client_id: FAKE_CLIENT_ID,
      scope: REQUESTED.split(' ').reverse().join(' '),
      exp: LATER,
      patient: '85',
      iss: 'https://auth.example.org',
      sub: 'ann',
      ...change,
    }),
  },
});
const nothing = { active: { grant: granted(), reply: reply(404) } };

describe('token.introspection.endpoint', () =>
  testCheck(endpoint(context), server, [
    ['an answer', told(), 'pass'],
    ['not there', nothing, 'fail', 'Introspection'],
    ['a list', { active: { grant: granted(), reply: reply(200, []) } }, 'fail', 'Introspection'],
  ]));

describe('token.introspection.active', () =>
  testCheck(active(context), server, [
    ['all that was granted', told(), 'pass'],
    ['active as a string', told({ active: 'true' }), 'fail', 'active'],
    ['no client_id', told({ client_id: undefined }), 'fail', 'client_id'],
    ['a scope too few', told({ scope: 'openid' }), 'fail', 'scope'],
    [
      'scopes that the token response told nowhere',
      { active: { ...told().active, grant: granted({ scope: undefined }) } },
      'pass',
    ],
    [
      'scopes that the token response told as a list',
      { active: { ...told().active, grant: granted({ scope: ['openid'] }) } },
      'pass',
    ],
    ['no scope', told({ scope: undefined }), 'fail', 'scope'],
    ['exp long ago', told({ exp: LATER - 7200 }), 'fail', 'exp'],
    ['exp as a string', told({ exp: String(LATER) }), 'fail', 'exp'],
    ['no answer', nothing, 'skip'],
  ]));

describe('token.introspection.context', () =>
  testCheck(launchContext(context), server, [
    ['the patient', told(), 'pass'],
    ['no patient', told({ patient: undefined }), 'fail', 'patient'],
    ['another patient', told({ patient: '86' }), 'fail', 'patient'],
    [
      'no context',
      { active: { ...told().active, grant: granted({ patient: undefined }) } },
      'skip',
    ],
    ['no answer', nothing, 'skip'],
  ]));

describe('token.introspection.identity', () =>
  testCheck(identity(context), server, [
    ['issuer and subject', told(), 'pass'],
    ['another subject', told({ sub: 'bo' }), 'fail', 'sub'],
    ['no issuer', told({ iss: undefined }), 'fail', 'iss'],
    [
      'no id_token',
      { active: { ...told().active, grant: granted({ id_token: undefined }) } },
      'skip',
    ],
    ['no answer', nothing, 'skip'],
  ]));

const UNKNOWN = 'Introspection of an unknown token';

describe('token.introspection.inactive', () =>
  testCheck(inactive(context), server, [
    ['false', { unknown: reply(200, { active: false }) }, 'pass'],
    ['true', { unknown: reply(200, { active: true }) }, 'fail', 'active'],
    ['"false"', { unknown: reply(200, { active: 'false' }) }, 'fail', 'active'],
    ['an error', { unknown: reply(400, {}) }, 'fail', UNKNOWN],
  ]));

describe('token.introspection.inactive-no-extra', () =>
  testCheck(inactiveNoExtra(context), server, [
    ['nothing more', { unknown: reply(200, { active: false }) }, 'pass'],
    ['a client', { unknown: reply(200, { active: false, client_id: 'x' }) }, 'warn', 'client_id'],
    ['no answer', { unknown: reply(400, {}) }, 'skip'],
  ]));

const encounter = (said: unknown) => ({
  ehr: {
    grant: granted({ encounter: 'e1' }),
    reply: reply(200, { active: true, patient: '85', encounter: said }),
  },
});

describe('token.introspection.context.ehr', () =>
  testCheck(ehrContext(context), server, [
    ['patient and encounter', encounter('e1'), 'pass'],
    ['another encounter', encounter('e2'), 'fail', 'encounter'],
    ['no encounter', encounter(undefined), 'fail', 'encounter'],
    ['no answer', { ehr: nothing.active }, 'skip'],
  ]));

const lapsed = (introspection?: ReturnType<typeof reply>) => ({
  expired: {
    life: 3,
    read: reply(401),
    ...(introspection === undefined ? {} : { introspection }),
  },
});

describe('token.introspection.expired', () =>
  testCheck(expired(context), server, [
    ['false', lapsed(reply(200, { active: false })), 'pass'],
    ['true', lapsed(reply(200, { active: true })), 'fail', 'active'],
    ['an error', lapsed(reply(400, {})), 'fail', 'Introspection of an expired token'],
    ['no endpoint', lapsed(), 'skip'],
  ]));
