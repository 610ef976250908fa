import { isObject } from '../../fhir/json.ts';
import type { PackRows, ProfileRow } from '../../fhir/pack-rows.ts';
import type { Resource } from '../us-core/bundle.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { KNOWN_CODES } from '../us-core/seed-searches.ts';

/** The parent of the vital signs profiles; its children are asked for one by one. */
const ABSTRACT = 'us-core-vital-signs';

/** Until certification looks at Location by itself it asks for no more than a valid resource. */
const isBaseOnly = (type: string, usCore: string): boolean =>
  type === 'Location' && isAdvice('uscore.location.conformance.profile', 'SHALL', usCore);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const codesOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((concept: unknown) =>
    isObject(concept)
      ? listOf(concept['coding']).flatMap((coding) =>
          isObject(coding) && typeof coding['code'] === 'string' ? [coding['code']] : [],
        )
      : [],
  );

const seeds = ({ id, seedValues }: ProfileRow, path: string): readonly string[] => [
  ...(seedValues[path] ?? []).map(({ code }) => code),
  ...(KNOWN_CODES[id]?.[path] ?? []),
];

const claims = (resource: Resource): ReadonlySet<string> => {
  const { meta } = resource;
  const profiles = isObject(meta) ? listOf(meta['profile']) : [];
  return new Set(
    profiles.flatMap((canonical) =>
      typeof canonical === 'string' ? [canonical.split('|')[0] ?? ''] : [],
    ),
  );
};

/** Which profiles a resource of one type is judged by. */
export type ChooseProfiles = (resource: Resource) => readonly ProfileRow[];

const meets = (wanted: readonly string[], held: readonly string[]): boolean =>
  wanted.some((code) => held.includes(code));

/** Profiles by code, else what the resource claims, else by category; the first where several may be. */
function chooseObservation(profiles: readonly ProfileRow[]): ChooseProfiles {
  const coded = profiles.filter((profile) => seeds(profile, 'code').length > 0);
  const categorized = profiles.filter((profile) => !coded.includes(profile));
  return (resource) => {
    const code = codesOf(resource['code']);
    const byCode = coded.filter((profile) => meets(seeds(profile, 'code'), code));
    if (byCode.length > 0) return byCode;
    const claimed = claims(resource);
    const byClaim = profiles.filter(({ url }) => claimed.has(url));
    if (byClaim.length > 0) return byClaim;
    const category = codesOf(resource['category']);
    return categorized.filter((profile) => meets(seeds(profile, 'category'), category)).slice(0, 1);
  };
}

/** The laboratory's reports tell themselves by category; all others are notes. */
function chooseReport(profiles: readonly ProfileRow[]): ChooseProfiles {
  const lab = profiles.filter(({ id }) => id.endsWith('-lab'));
  const others = profiles.filter((profile) => !lab.includes(profile));
  return ({ category }) => (codesOf(category).includes('LAB') ? lab : others);
}

const chooseByCategory =
  (profiles: readonly ProfileRow[]): ChooseProfiles =>
  ({ category }) =>
    profiles.filter((profile) => meets(seeds(profile, 'category'), codesOf(category)));

/** How the profile of a line is chosen, by category and code as the guide tells its profiles apart. */
export function chooserFor({ profiles, version }: PackRows, type: string): ChooseProfiles {
  const own = profiles.filter((profile) => profile.type === type && profile.id !== ABSTRACT);
  if (isBaseOnly(type, version)) return () => [];
  if (type === 'Observation') return chooseObservation(own);
  if (type === 'DiagnosticReport') return chooseReport(own);
  return own.length > 1 ? chooseByCategory(own) : () => own;
}
