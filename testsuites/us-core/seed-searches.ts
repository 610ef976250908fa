import type { PackRows, ProfileRow, ResourceRow, SearchRow } from '../../fhir/pack-rows.ts';

/**
 * Which search first collects a profile's resources of one patient, where it is not `patient`
 * alone: what tells the profiles of one resource type apart, and what the guide makes obligatory
 * (US Core 6.1.0, quick start of each profile).
 */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  Patient: ['_id'],
  Condition: ['category', 'patient'],
  CarePlan: ['category', 'patient'],
  DiagnosticReport: ['category', 'patient'],
  Observation: ['code', 'patient'],
  MedicationRequest: ['intent', 'patient'],
  CareTeam: ['patient', 'status'],
};

const BY_PROFILE: Readonly<Record<string, readonly string[]>> = {
  'us-core-observation-lab': ['category', 'patient'],
  'us-core-observation-clinical-result': ['category', 'patient'],
  'us-core-observation-clinical-test': ['category', 'patient'],
  'us-core-observation-imaging': ['category', 'patient'],
  'us-core-observation-social-history': ['category', 'patient'],
  'us-core-observation-survey': ['category', 'patient'],
  'us-core-observation-sdoh-assessment': ['category', 'patient'],
  'us-core-observation-screening-assessment': ['category', 'patient'],
  'us-core-simple-observation': ['category', 'patient'],
  'us-core-vital-signs': ['category', 'patient'],
};

/** Codes to collect by where a version binds to a value set that its package does not spell out. */
export const KNOWN_CODES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // VSAC 2.16.840.1.113762.1.4.1267.6, Smoking Status Type, bound since US Core 7.0.0.
  'us-core-smokingstatus': { code: ['72166-2', '11367-0', '401201003', '782516008'] },
};

/** Types that no patient search finds: they are reached by references from other resources. */
const REFERENCED_ONLY = new Set([
  'Organization',
  'Practitioner',
  'RelatedPerson',
  'Specimen',
  'Provenance',
  'PractitionerRole',
  'Location',
  'Medication',
]);

/**
 * Types that a server may keep within other resources alone, or do without: a medication can be
 * told by a code (US Core, Medication List Guidance).
 */
const NEEDS_NO_RECORD = new Set(['Medication']);

export const needsNoRecord = ({ type }: ProfileRow): boolean => NEEDS_NO_RECORD.has(type);

export const isReferencedOnly = (profile: ProfileRow): boolean => REFERENCED_ONLY.has(profile.type);

const sameParams = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((param) => b.includes(param));

export const resourceRow = (pack: PackRows, type: string): ResourceRow | undefined =>
  pack.resources.find((row) => row.type === type);

/** The search by which a profile's resources are collected, if the guide has one. */
export function seedSearch(pack: PackRows, profile: ProfileRow): SearchRow | undefined {
  const resource = resourceRow(pack, profile.type);
  if (resource === undefined || isReferencedOnly(profile)) return undefined;
  const wanted = BY_PROFILE[profile.id] ?? BY_TYPE[profile.type] ?? ['patient'];
  return (
    resource.searches.find(({ params }) => sameParams(params, wanted)) ??
    resource.searches.find(({ params }) => sameParams(params, ['patient']))
  );
}

export { sameParams };
