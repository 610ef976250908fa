import type { Check } from '../core/check.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { mustSupportChecks } from '../testsuites/must-support/index.ts';
import type { Resource } from '../testsuites/us-core/bundle.ts';
import type { SeedEvidence } from '../testsuites/us-core/seed.probe.ts';
import { fakeConfig } from './fake-ehr.ts';

/** What was gathered, as if one patient had it all. */
export const gathered = (...resources: readonly Resource[]): SeedEvidence => ({
  searches: [],
  gathered: new Map([
    ['eleanor', resources.map((resource, index) => ({ resource, exchange: index }))],
  ]),
});

/** The must-support check of a profile whose id ends so. */
export function mustSupportCheck(profileId: string, ending: string, usCore = '6.1.0'): Check {
  const pack = packRows(usCore);
  const profile = pack.profiles.find(({ id }) => id === profileId);
  if (profile === undefined) throw new Error(`no profile ${profileId}`);
  const config = fakeConfig({ options: { usCore, smart: '2.0.0', bulk: '2.0.0' } });
  const check = mustSupportChecks({ config, pack, profile }, 'group').find(({ id }) =>
    id.endsWith(`.must-support.${ending}`),
  );
  if (check === undefined) throw new Error(`no check ${ending} of ${profileId}`);
  return check;
}
