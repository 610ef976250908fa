import { elementLook, extensionLook, type Look, sliceLook } from '../../fhir/must-support/look.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { Alternative } from '../must-support/amendments.ts';
import { mustSupportRows } from '../must-support/rows.ts';

/** One thing that a profile's resources have to show somewhere in an export. */
export interface Wanted {
  readonly name: string;
  readonly look: Look;
}

const nameOf = ({ path, extension }: Alternative): string => path ?? `extension:${extension}`;

/** All that is must-support in a profile, as the single-patient checks have it. */
export function wantedOf(context: PlanContext, profile: ProfileRow): readonly Wanted[] {
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
