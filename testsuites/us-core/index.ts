import { type Check, planCheck } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { conformanceChecks } from '../conformance/index.ts';
import { mustSupportChecks } from '../must-support/index.ts';
import type { ProfileContext } from './profile-context.ts';
import { historyCheck } from './history.check.ts';
import { includeMedicationCheck } from './include-medication.check.ts';
import { includeCheck } from './include.check.ts';
import { multipleAndCheck } from './multiple-and.check.ts';
import { isOfPatient } from './compartment.ts';
import { otherPatientsCheck } from './other-patients.check.ts';
import { provenanceCheck } from './provenance.check.ts';
import { readAllCheck } from './read-all.check.ts';
import { readCheck } from './read.check.ts';
import { referenceCheck } from './reference.check.ts';
import { referenceRows } from './reference-rows.ts';
import { requirement, shortName } from './requirement-ids.ts';
import { searchBundleCheck } from './search-bundle.check.ts';
import { searchChecks } from './search-checks.ts';
import { isReferencedOnly, resourceRow, seedSearch } from './seed-searches.ts';
import { statusFallbackCheck } from './status-fallback.check.ts';
import { vreadCheck } from './vread.check.ts';

const referenceChecks = (context: ProfileContext, group: string): readonly Check[] =>
  referenceRows(context).map((row) => planCheck(group, 'uscore', referenceCheck, row));

/** Includes other than of medications, which have a check of their own. */
const includeChecks = (context: ProfileContext, group: string): readonly Check[] =>
  (resourceRow(context.pack, context.profile.type)?.includes ?? [])
    .filter(({ value }) => !value.endsWith(':medication'))
    .map((include) => planCheck(group, 'uscore', includeCheck, { context, include }));

/** What is asked of a type is planned once, at the type's first profile. */
const isFirstOfType = ({ pack, profile }: ProfileContext): boolean =>
  pack.profiles.find(
    (row) =>
      row.type === profile.type && (isReferencedOnly(row) || seedSearch(pack, row) !== undefined),
  )?.id === profile.id;

/** The parameter is the type's, not the profile's. */
function multipleAndChecks(context: ProfileContext, group: string): readonly Check[] {
  const { pack, profile } = context;
  if (!isFirstOfType(context)) return [];
  return (resourceRow(pack, profile.type)?.searchParams ?? [])
    .filter(({ type, multipleAnd }) => type === 'date' && multipleAnd === 'SHOULD')
    .map((param) => planCheck(group, 'uscore', multipleAndCheck, { context, param }));
}

/** A status may be insisted on only where the guide has a status parameter beside the seed's. */
const mayInsistOnStatus = ({ profile }: ProfileContext): boolean =>
  requirement(`uscore.${shortName(profile.id)}.search.status-required-fallback`) !== undefined;

/** All checks of one profile: its searches, reads, references and provenance. */
function profileChecks(context: ProfileContext, group: string): readonly Check[] {
  const { pack, profile } = context;
  const row = { context };
  const resource = resourceRow(pack, profile.type);
  if (resource === undefined) return [];
  const byReference = isReferencedOnly(profile);
  if (!byReference && seedSearch(pack, profile) === undefined) return [];
  const plans = (interaction: string): boolean => {
    if (!isFirstOfType(context)) return false;
    const expectation = resource.interactions[interaction];
    return expectation === 'SHALL' || expectation === 'SHOULD';
  };
  const has = (kind: 'includes' | 'revincludes', value: string): boolean =>
    resource[kind].some((include) => include.value === value);
  const asked = [
    ...resource.searches.flatMap((search) => searchChecks(context, group, search)),
    ...(byReference ? [] : [planCheck(group, 'uscore', searchBundleCheck, row)]),
    ...(mayInsistOnStatus(context) ? [planCheck(group, 'uscore', statusFallbackCheck, row)] : []),
    ...(has('includes', `${profile.type}:medication`)
      ? [planCheck(group, 'uscore', includeMedicationCheck, row)]
      : []),
    byReference && profile.type !== 'Provenance'
      ? planCheck(group, 'uscore', readAllCheck, row)
      : planCheck(group, 'uscore', readCheck, row),
    ...(plans('vread') ? [planCheck(group, 'uscore', vreadCheck, row)] : []),
    ...(plans('history-instance') ? [planCheck(group, 'uscore', historyCheck, row)] : []),
    ...(has('revincludes', 'Provenance:target')
      ? [planCheck(group, 'uscore', provenanceCheck, row)]
      : []),
    ...includeChecks(context, group),
    ...multipleAndChecks(context, group),
    ...referenceChecks(context, group),
  ];
  return [
    ...asked,
    ...(isOfPatient(profile.type) || profile.type === 'Provenance'
      ? [planCheck(group, 'uscore', otherPatientsCheck, { context, checks: asked })]
      : []),
    ...conformanceChecks(context, group),
    ...mustSupportChecks(context, group),
  ];
}

/** Builds the group of one profile of the pack chosen, if that version has it. */
export const usCoreGroup =
  (profileId: string): GroupBuilder =>
  (context, group) => {
    const profile = context.pack.profiles.find(({ id }) => id === profileId);
    return profile === undefined ? [] : profileChecks({ ...context, profile }, group);
  };
