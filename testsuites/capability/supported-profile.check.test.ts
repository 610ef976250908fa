import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { stated } from '../../test/smart-evidence.ts';
import { declaredProfiles, supportedProfile } from './supported-profile.check.ts';

const context = fakeContext();
const rows = declaredProfiles(context.pack);
const row = rows.find(({ id }) => id === 'us-core-goal') ?? rows[0];
if (row === undefined) throw new Error('The pack has no profiles.');

const declaring = (...supportedProfile: unknown[]) => ({
  statement: stated(
    JSON.parse(JSON.stringify({ rest: [{ resource: [{ type: 'Goal', supportedProfile }] }] })),
  ),
});
const PLACE = "CapabilityStatement.rest.resource.where(type='Goal').supportedProfile";

describe('supported-profile.us-core-goal', () =>
  testCheck(supportedProfile(context), row, [
    ['declared', declaring('http://example.org/x', row.url), 'pass'],
    ['with version', declaring(`${row.url}|6.1.0`), 'pass'],
    ['another', declaring('http://example.org/x'), 'fail', PLACE],
    ['of another type', declaring(7, null), 'fail', PLACE],
    ['no rest', { statement: stated({}) }, 'fail', PLACE],
    ['rest is no array', { statement: stated({ rest: 'x' }) }, 'fail', PLACE],
  ]));

describe('the profiles that certification wants declared', () => {
  it('are 42 for US Core 6.1.0, Location not among them', () => {
    expect(rows).toHaveLength(42);
    expect(rows.map(({ id }) => id)).not.toContain('us-core-location');
  });

  it('have Location among them from 7.0.0 on', () => {
    const newer = fakeConfig({ options: { usCore: '7.0.0', smart: '2.0.0', bulk: '2.0.0' } });
    const ids = declaredProfiles(fakeContext(newer).pack).map(({ id }) => id);
    expect(ids).toContain('us-core-location');
    expect(ids).not.toContain('us-core-medication');
  });
});
