import type { PackRows } from '../../fhir/pack-rows.ts';
import type { ProfileCheckRow } from './about-profile.ts';
import type { ProfileContext } from './profile-context.ts';
import type { Target } from './reference.probe.ts';
import { requirement, shortName } from './requirement-ids.ts';

/** A must-support reference, as checks are multiplied by it. */
export interface ReferenceCheckRow extends ProfileCheckRow {
  readonly path: string;
  /** The path as requirements name it. */
  readonly name: string;
  /** The profile that it is to lead to, and those that do as well; none means any resource. */
  readonly targets: readonly Target[];
}

/**
 * Profiles of one reference of which any one is enough: who is a member of a care team (US Core,
 * CareTeam, mandatory and must support), what a screening came from (Screening and Assessments).
 */
const ANY_ONE: readonly { profile: string; path: string; targets: readonly string[] }[] = [
  {
    profile: 'us-core-careteam',
    path: 'participant.member',
    targets: ['us-core-practitioner', 'us-core-practitionerrole'],
  },
  {
    profile: 'us-core-observation-screening-assessment',
    path: 'derivedFrom',
    targets: ['us-core-observation-screening-assessment', 'us-core-questionnaireresponse'],
  },
  ...['us-core-observation-survey', 'us-core-observation-sdoh-assessment'].map((profile) => ({
    profile,
    path: 'derivedFrom',
    targets: ['us-core-observation-survey', 'us-core-questionnaireresponse'],
  })),
];

const lastPart = (canonical: string): string => canonical.split('|')[0]?.split('/').at(-1) ?? '';

/** Versions in which a reference has to lead somewhere and no profile is asked for. */
const ANYWHERE = new Set(['3.1.1']);

/** A target outside the guide (a core resource type, or any) asks only for something readable. */
function targetOf({ profiles, version }: PackRows, canonical: string): Target | undefined {
  const profile = profiles.find(({ id }) => id === lastPart(canonical));
  if (profile === undefined || ANYWHERE.has(version)) return undefined;
  return { id: profile.id, type: profile.type, url: profile.url };
}

/** A reference that came of a choice of types is named after the choice. */
const REQUIREMENT_PATHS: Readonly<Record<string, string>> = {
  medicationReference: 'medication[x]',
};

const isAskedOnce = (id: string): boolean => requirement(id) !== undefined;

/**
 * One row for each profile that a reference may lead to; where the catalogue asks only that it
 * leads somewhere, one row for them all.
 */
export function referenceRows(context: ProfileContext): readonly ReferenceCheckRow[] {
  const { pack, profile } = context;
  return profile.references.flatMap(({ path, targetProfiles }) => {
    const name = REQUIREMENT_PATHS[path] ?? path;
    const idOf = (target: string): string =>
      `uscore.${shortName(profile.id)}.reference.${name}.${target}`;
    const known = [
      ...new Map(
        targetProfiles
          .map((canonical) => targetOf(pack, canonical))
          .filter((target) => target !== undefined)
          .map((target) => [target.id, target]),
      ).values(),
    ];
    const enough = ANY_ONE.find((each) => each.profile === profile.id && each.path === path);
    const others = ({ id }: Target): readonly Target[] =>
      enough?.targets.includes(id) === true
        ? known.filter((other) => other.id !== id && enough.targets.includes(other.id))
        : [];
    const row = { context, path, name };
    const named = known.filter(({ id }) => requirement(idOf(id)) !== undefined);
    // Of several targets that nobody has singled out, each will do.
    const several = targetProfiles.length > 1 && enough === undefined;
    if (known.length === 0 || (named.length === 0 && (several || isAskedOnce(idOf('any'))))) {
      return [{ ...row, targets: [] }];
    }
    return known.map((target) => ({ ...row, targets: [target, ...others(target)] }));
  });
}
