import { describe, expect, it } from 'vitest';
import { fakeConfig } from '../../test/fake-ehr.ts';
import { packRows } from '../pack-catalogue.ts';
import { usCoreGroup } from './index.ts';
import { isAdvice } from './requirement-ids.ts';

const adviceOf = (profile: string, usCore: string) => {
  const config = fakeConfig({ options: { usCore, smart: '2.0.0', bulk: '2.0.0' } });
  const checks = usCoreGroup(profile)({ config, pack: packRows(usCore) }, 'group');
  // What stands for no requirement is advice in any version.
  return checks
    .filter(({ level, requirements }) => level === 'SHALL' && requirements.length > 0)
    .map(({ advice }) => advice);
};

describe('what stands outside certification', () => {
  it.each([
    ['uscore.location.read', 'SHALL', '6.1.0', true],
    ['uscore.location.read', 'SHALL', '7.0.0', false],
    ['uscore.location.search.address-city', 'SHOULD', '7.0.0', true],
    ['uscore.medication.must-support.code', 'SHALL', '7.0.0', true],
    ['uscore.patient.read', 'SHALL', '7.0.0', false],
    ['uscore.new-in-seven.read', 'SHALL', '7.0.0', false],
  ] as const)('%s, %s, %s: %j', (id, level, usCore, advice) => {
    expect(isAdvice(id, level, usCore)).toBe(advice);
  });

  it('is all of Location in 6.1.0, and nothing obligatory of it in 7.0.0', () => {
    expect(new Set(adviceOf('us-core-location', '6.1.0'))).toEqual(new Set([true]));
    expect(new Set(adviceOf('us-core-location', '7.0.0'))).toEqual(new Set([false]));
  });
});
