import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import { limitedAccess } from './access.check.ts';
import { LIMITED_GRANTS, limitedGrant } from './grant.check.ts';
import { launch } from './launch.check.ts';
import { limitedTypes } from './limited.probe.ts';

const config = fakeConfig();
const { standalone } = config.auth.clients;
const context = fakeContext({
  ...config,
  auth: { clients: { ...config.auth.clients, ...(standalone && { limited: standalone }) } },
});

describe('smart.limited.launch', () =>
  testCheck(launch(context), server, [
    ['tokens', { token: reply(200, { access_token: 'x' }) }, 'pass'],
    ['refused', { token: reply(400, { error: 'invalid_grant' }) }, 'fail', 'Token request'],
  ]));

describe('smart.limited.launch of another app', () => {
  it('shows nothing', () => {
    const judgement = launch(fakeContext()).judge(
      { token: reply(200, { access_token: 'x' }) },
      server,
    );
    expect(judgement.kind).toBe('skipped');
  });
});

const scopes = (types: readonly string[]) => ({
  grant: granted({ scope: types.map((type) => `patient/${type}.rs`).join(' ') }),
});
const RIGHT = ['Patient', 'Condition', 'Observation'];
const untold = { grant: granted({ scope: undefined }) };

const WRONG = {
  'denied-types-absent': [...RIGHT, 'Goal'],
  'allowed-types-present': ['Patient', 'Condition', 'Goal'],
  'something-denied': limitedTypes(context),
};

for (const row of LIMITED_GRANTS) {
  describe(`smart.limited.grant.${row.name}`, () => {
    testCheck(limitedGrant(context), row, [
      ['what was allowed', scopes(RIGHT), 'pass'],
      ['something else', scopes(WRONG[row.name]), 'fail', 'scope'],
      ['no scope told', untold, 'skip'],
    ]);
  });
}

describe('smart.limited.grant.something-denied by wildcard', () => {
  const [, , row] = LIMITED_GRANTS;
  if (row !== undefined) {
    testCheck(limitedGrant(context), row, [
      ['what was allowed', scopes(RIGHT), 'pass'],
      ['a wildcard', scopes(['*']), 'fail', 'scope'],
    ]);
  }
});

const BUNDLE = { search: reply(200, { resourceType: 'Bundle' }) };

describe('smart.limited.access.condition', () =>
  testCheck(limitedAccess(context), { type: 'Condition' }, [
    ['a Bundle', BUNDLE, 'pass'],
    ['forbidden', { search: reply(403) }, 'fail', 'Search of Condition'],
  ]));

describe('smart.limited.access.goal', () =>
  testCheck(limitedAccess(context), { type: 'Goal' }, [
    ['forbidden', { search: reply(403) }, 'pass'],
    ['unauthorized', { search: reply(401) }, 'pass'],
    ['an empty Bundle', BUNDLE, 'fail', 'Search of Goal'],
    ['not there', { search: reply(404) }, 'fail', 'Search of Goal'],
  ]));
