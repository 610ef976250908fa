import { elementLook, extensionLook, type Look, sliceLook } from '../../fhir/must-support/look.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { Alternative } from '../must-support/amendments.ts';
import { mustSupportRows } from '../must-support/rows.ts';
import type { Resource } from '../us-core/bundle.ts';

/** One thing that a profile's resources have to show somewhere in an export. */
export interface Wanted {
  readonly name: string;
  readonly look: Look;
}

const nameOf = ({ path, extension }: Alternative): string => path ?? `extension:${extension}`;

const wantedByProfile = new WeakMap<ProfileRow, readonly Wanted[]>();

/** All that is must-support in a profile, as the single-patient checks have it. */
export function wantedOf(context: PlanContext, profile: ProfileRow): readonly Wanted[] {
  const known = wantedByProfile.get(profile) ?? wanted(context, profile);
  wantedByProfile.set(profile, known);
  return known;
}

function wanted(context: PlanContext, profile: ProfileRow): readonly Wanted[] {
  const rows = profile.mustSupport;
  const { elements, slices, extensions, choices } = mustSupportRows({ ...context, profile });
  const lookOf = ({ path, fixed, extension }: Alternative): Look => {
    if (path !== undefined) return elementLook({ path, fixed }, rows);
    const row = rows.extensions.find(({ id }) => id === extension);
    return row === undefined ? () => 'absent' : extensionLook(row, rows);
  };
  return [
    ...elements.map(({ element }) => ({ name: element.path, look: elementLook(element, rows) })),
    ...slices.map(({ slice }) => ({
      name: `${slice.path}:${slice.slice}`,
      look: sliceLook(slice, rows),
    })),
    ...extensions.map(({ extension }) => ({
      name: `${extension.path === '' ? '' : `${extension.path}.`}extension:${extension.id}`,
      look: extensionLook(extension, rows),
    })),
    // An alternative in another profile is for that profile's own file to show.
    ...choices.flatMap(({ alternatives }): Wanted[] => {
      const own = alternatives.filter((each) => each.profile === undefined);
      if (own.length < alternatives.length) return [];
      const looks = own.map(lookOf);
      return [
        {
          name: own.map(nameOf).join(' or '),
          look: (resource) =>
            looks.some((look) => look(resource) === 'shown') ? 'shown' : 'absent',
        },
      ];
    }),
  ];
}

/** What of each profile's must-support some resources have shown. */
export class ShownElements {
  readonly #context: PlanContext;
  readonly #profiles = new Map<string, { left: readonly Wanted[]; readonly shown: Set<string> }>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /** Looks in a resource for what has not been shown yet. */
  look(profile: ProfileRow, resource: Resource): void {
    const known = this.#profiles.get(profile.id) ?? {
      left: wantedOf(this.#context, profile),
      shown: new Set<string>(),
    };
    this.#profiles.set(profile.id, known);
    if (known.left.length === 0) return;
    const before = known.shown.size;
    for (const { name, look } of known.left) {
      if (!known.shown.has(name) && look(resource) === 'shown') known.shown.add(name);
    }
    if (known.shown.size === before) return;
    known.left = known.left.filter(({ name }) => !known.shown.has(name));
  }

  absorb(shown: Readonly<Record<string, readonly string[]>>): void {
    for (const [id, names] of Object.entries(shown)) {
      const profile = this.#context.pack.profiles.find((each) => each.id === id);
      const known = this.#profiles.get(id) ?? {
        left: profile === undefined ? [] : wantedOf(this.#context, profile),
        shown: new Set<string>(),
      };
      this.#profiles.set(id, known);
      for (const name of names) known.shown.add(name);
      known.left = known.left.filter(({ name }) => !known.shown.has(name));
    }
  }

  /** By profile, in the order of their names. */
  names(): Readonly<Record<string, readonly string[]>> {
    const sorted = [...this.#profiles].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([id, { shown }]) => [id, [...shown].sort()]));
  }
}
