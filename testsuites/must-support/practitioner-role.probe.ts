import { defineProbe, type Probe } from '../../core/probe.ts';
import { isObject } from '../../fhir/json.ts';
import { elementLook } from '../../fhir/must-support/look.ts';
import { tally } from '../../fhir/must-support/tally.ts';
import type { Found } from '../us-core/bundle.ts';
import { gatheredProbe } from '../us-core/gathered.probe.ts';
import { type ProfileContext, reachProbe } from '../us-core/profile-context.ts';
import { search, type SearchDone } from '../us-core/search-run.ts';
import { gatheredOf } from './about.ts';

export interface RolesEvidence {
  /** Searches by practitioner, until one of them finds a role. */
  readonly searches: readonly SearchDone[];
}

/** Practitioners asked about: one role that is found is enough. */
const MOST_ASKED = 10;

const NO_ROWS = { elements: [], slices: [], extensions: [] };

/** Address parts that no practitioner shows. */
export const missingParts = (
  practitioners: readonly Found[],
  parts: readonly string[],
): readonly string[] =>
  parts.filter(
    (part) =>
      tally(
        practitioners,
        ({ resource }) => resource,
        elementLook({ path: `address.${part}` }, NO_ROWS),
      ).shown === undefined,
  );

/** Roles found that name the practitioner who was asked for. */
export const rolesFound = ({ entries, params }: SearchDone): readonly Found[] =>
  entries.filter(({ resource }) => {
    const practitioner = resource['practitioner'];
    const reference = isObject(practitioner) ? practitioner['reference'] : undefined;
    return (
      resource.resourceType === 'PractitionerRole' &&
      typeof reference === 'string' &&
      params.some(([, id]) => reference.split('/_history/')[0]?.endsWith(`Practitioner/${id}`))
    );
  });

/** Searches PractitionerRole by practitioner, only where the practitioners lack address parts. */
export const practitionerRoleProbe = (
  context: ProfileContext,
  parts: readonly string[],
): Probe<RolesEvidence> =>
  defineProbe({
    id: `roles(${context.profile.id})`,
    needs: { practitioners: gatheredProbe(context), reach: reachProbe(context) },
    gather: async (io, { practitioners, reach }) => {
      const found = [...gatheredOf(practitioners)];
      if (missingParts(found, parts).length === 0) return { searches: [] };
      const target = { base: context.config.target.fhirBaseUrl, context: reach.access.context };
      const ids = found.flatMap(({ resource: { id } }) => (id === undefined ? [] : [id]));
      const searches: SearchDone[] = [];
      for (const id of [...new Set(ids)].slice(0, MOST_ASKED)) {
        const done = await search(io, target, 'PractitionerRole', [['practitioner', id]]);
        searches.push(done);
        if (rolesFound(done).length > 0) break;
      }
      return { searches };
    },
  });
