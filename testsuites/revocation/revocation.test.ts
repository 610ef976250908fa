import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { accessDenied } from './access-denied.check.ts';
import { introspected } from './introspected.check.ts';
import { refreshDenied } from './refresh-denied.check.ts';
import { type Revoked, waitsWithin } from './revocation.probe.ts';
import { withinOneHour } from './within-one-hour.check.ts';

const context = fakeContext();
const revoked = (change: Partial<Revoked> = {}) => ({
  revoked: { revocation: reply(200, {}), read: reply(401), seconds: 0, ...change },
});

describe('token.revocation.within-one-hour', () =>
  testCheck(withinOneHour(context), server, [
    ['at once', revoked(), 'pass'],
    ['on a page of the EHR', { revoked: { read: reply(401), seconds: 2 } }, 'pass'],
    ['not taken', revoked({ revocation: reply(400, {}) }), 'fail', 'Revocation request'],
    ['not yet', revoked({ read: reply(200, {}), seconds: 30 }), 'skip'],
    [
      'not within the hour',
      revoked({ read: reply(200, {}), seconds: 3600 }),
      'fail',
      'Read with a revoked token',
    ],
  ]));

describe('token.revocation.access-denied', () =>
  testCheck(accessDenied(context), server, [
    ['unauthorized', revoked(), 'pass'],
    ['forbidden', revoked({ read: reply(403) }), 'pass'],
    ['the patient', revoked({ read: reply(200, {}) }), 'fail', 'Read with a revoked token'],
  ]));

describe('token.revocation.refresh-denied', () =>
  testCheck(refreshDenied(context), server, [
    ['400', revoked({ refresh: reply(400, { error: 'invalid_grant' }) }), 'pass'],
    ['tokens', revoked({ refresh: reply(200, {}) }), 'fail', 'Refresh with a revoked token'],
    ['none to revoke', revoked(), 'skip'],
  ]));

describe('token.revocation.introspected', () =>
  testCheck(introspected(context), server, [
    ['not active', revoked({ introspection: reply(200, { active: false }) }), 'pass'],
    ['active', revoked({ introspection: reply(200, { active: true }) }), 'fail', 'active'],
    ['an error', revoked({ introspection: reply(404) }), 'fail', 'active'],
    ['no endpoint', revoked(), 'omit'],
  ]));

it.each([
  [0, []],
  [3, [1, 2]],
  [30, [1, 4, 10, 15]],
  [100, [1, 4, 10, 15, 60, 10]],
])('waits %i seconds by %j', (seconds, waits) => expect(waitsWithin(seconds)).toEqual(waits));

it('waits a whole hour where that is asked for', () => {
  const sum = waitsWithin(3600).reduce((total, wait) => total + wait, 0);
  expect(sum).toBe(3600);
});
