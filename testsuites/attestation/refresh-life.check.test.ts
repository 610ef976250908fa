import { describe } from 'vitest';
import { lacking } from '../../core/probe.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { refreshLife, REFRESH_LIVES } from './refresh-life.check.ts';
import type { RefreshLife } from './refresh-life.probe.ts';

const context = fakeContext();
const DAY = 86_400;
const PLACE = 'Life of the refresh token';

for (const row of REFRESH_LIVES) {
  const life = (brought: RefreshLife) => ({ life: { brought } });
  const told = (days: number) =>
    life({ [row.told]: { seconds: days * DAY, by: 'introspection', exchange: 9 } });
  const old = (status: number, days = 95) => ({
    old: { since: '2026-01-01T00:00:00.000Z', days, reply: reply(status, { access_token: 'x' }) },
  });

  describe(row.asks.requirement, () => {
    testCheck(refreshLife(context), row, [
      ['told to live for half a year', told(180), 'pass'],
      ['told to live for the shortest quarter', told(89), 'pass'],
      ['told to live for a month', told(30), 'fail', PLACE],
      ['taken after three months', life(old(200)), 'pass'],
      [
        'taken after three months, told otherwise',
        life({ ...old(200), ...told(30).life.brought }),
        'pass',
      ],
      ['refused after three months', life(old(400)), 'attest'],
      ['kept for later', life({ waitsSince: '2026-01-01T00:00:00.000Z' }), 'attest'],
      ['nothing told', life({}), 'attest'],
      ['no refresh token', { life: { without: lacking('None.') } }, 'attest'],
    ]);

    const attestations = [
      { requirement: row.asks.requirement, by: 'Ann', on: '2026-11-01', text: 'Shown.' },
    ];
    describe('attested', () =>
      testCheck(refreshLife(fakeContext(fakeConfig({ attestations }))), row, [
        ['where nothing was decided', life(old(400)), 'pass'],
        ['where the server tells otherwise', told(30), 'fail', PLACE],
      ]));
  });
}
