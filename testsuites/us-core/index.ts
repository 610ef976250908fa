import { type Check, planCheck } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import type { ProfileContext } from './data.probe.ts';
import { historyCheck } from './history.check.ts';
import { includeMedicationCheck } from './include.check.ts';
import { provenanceCheck } from './provenance.check.ts';
import { readCheck } from './read.check.ts';
import { type ReferenceCheckRow, referenceCheck } from './reference.check.ts';
import { requirement, shortName } from './requirement-ids.ts';
import { searchBundleCheck } from './search-bundle.check.ts';
import { searchChecks } from './search-checks.ts';
import { resourceRow, seedSearch } from './seed-searches.ts';
import { statusFallbackCheck } from './status-fallback.check.ts';
import { vreadCheck } from './vread.check.ts';

const lastPart = (canonical: string): string => canonical.split('|')[0]?.split('/').at(-1) ?? '';

/** A target outside the guide (a core resource type, or any) asks only for something readable. */
function targetOf(profiles: readonly ProfileRow[], canonical: string): ReferenceCheckRow['target'] {
  const profile = profiles.find(({ id }) => id === lastPart(canonical));
  return profile === undefined ? undefined : { id: profile.id, type: profile.type };
}

function referenceChecks(context: ProfileContext, group: string): readonly Check[] {
  const { pack, profile } = context;
  const rows = profile.references.flatMap(({ path, targetProfiles }) => {
    const targets = targetProfiles.map((canonical) => targetOf(pack.profiles, canonical));
    const known = targets.filter((target) => target !== undefined);
    const unique = [...new Map(known.map((target) => [target.id, target])).values()];
    return unique.length === 0
      ? [{ context, path }]
      : unique.map((target) => ({ context, path, target }));
  });
  return rows.map((row) => planCheck(group, 'uscore', referenceCheck, row));
}

/** A status may be insisted on only where the guide has a status parameter beside the seed's. */
const mayInsistOnStatus = ({ profile }: ProfileContext): boolean =>
  requirement(`uscore.${shortName(profile.id)}.search.status-required-fallback`) !== undefined;

/** All checks of one profile: its searches, reads, references and provenance. */
function profileChecks(context: ProfileContext, group: string): readonly Check[] {
  const { pack, profile } = context;
  const row = { context };
  const resource = resourceRow(pack, profile.type);
  if (resource === undefined || seedSearch(pack, profile) === undefined) return [];
  const plans = (interaction: string): boolean => {
    const expectation = resource.interactions[interaction];
    return expectation === 'SHALL' || expectation === 'SHOULD';
  };
  const has = (kind: 'includes' | 'revincludes', value: string): boolean =>
    resource[kind].some((include) => include.value === value);
  return [
    ...resource.searches.flatMap((search) => searchChecks(context, group, search)),
    planCheck(group, 'uscore', searchBundleCheck, row),
    ...(mayInsistOnStatus(context) ? [planCheck(group, 'uscore', statusFallbackCheck, row)] : []),
    ...(has('includes', `${profile.type}:medication`)
      ? [planCheck(group, 'uscore', includeMedicationCheck, row)]
      : []),
    planCheck(group, 'uscore', readCheck, row),
    ...(plans('vread') ? [planCheck(group, 'uscore', vreadCheck, row)] : []),
    ...(plans('history-instance') ? [planCheck(group, 'uscore', historyCheck, row)] : []),
    ...(has('revincludes', 'Provenance:target')
      ? [planCheck(group, 'uscore', provenanceCheck, row)]
      : []),
    ...referenceChecks(context, group),
  ];
}

/** Builds the group of one profile of the pack chosen, if that version has it. */
export const usCoreGroup =
  (profileId: string): GroupBuilder =>
  (context, group) => {
    const profile = context.pack.profiles.find(({ id }) => id === profileId);
    return profile === undefined ? [] : profileChecks({ ...context, profile }, group);
  };
