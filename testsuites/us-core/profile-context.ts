import { onceFor, oncePerPlan } from '../../core/once-per-plan.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { ProfileRow, SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { type Access, accessProbe } from '../launch/access.ts';
import { statusParameter } from './search-run.ts';
import { KNOWN_CODES, resourceRow, sameParams, seedSearch } from './seed-searches.ts';

/** Everything planned for one profile leans on this. */
export interface ProfileContext extends PlanContext {
  readonly profile: ProfileRow;
}

/** What follows from a plan and one of its profiles, once for each. */
export const oncePerProfile = <T>(
  make: (context: ProfileContext) => T,
): ((context: ProfileContext) => T) =>
  onceFor(({ config, pack, profile }) => [config, pack, profile], make);

/** How to reach the server and whose data to look at. */
export interface Reach {
  readonly access: Access;
  readonly patients: readonly string[];
}

/** The launch patient and those that the configuration adds. */
export const reachProbe = oncePerPlan((context: PlanContext): Probe<Reach> => {
  const access = accessProbe(context);
  return defineProbe({
    id: 'patients',
    needs: { access },
    gather: async (_io, evidence) => {
      const launched = evidence.access.patient;
      const patients = [
        ...new Set([...(launched === undefined ? [] : [launched]), ...context.config.patients]),
      ];
      if (patients.length === 0) {
        return lacking(
          'No patient is known: the launch gave none and the configuration names none (patients).',
        );
      }
      return { access: evidence.access, patients };
    },
  });
});

const paramRow = (context: ProfileContext, name: string): SearchParamRow | undefined =>
  resourceRow(context.pack, context.profile.type)?.searchParams.find((row) => row.name === name);

/** The rows of a search's parameters; undefined when the guide defines one of them nowhere. */
export function paramRows(
  context: ProfileContext,
  search: SearchRow,
): readonly SearchParamRow[] | undefined {
  const rows = search.params.map((name) => paramRow(context, name));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

/** Codes that the profile lets an element have, as the pack lists them. */
const codesAt = (
  context: ProfileContext,
  path: string,
): readonly { code: string; system?: string }[] => context.profile.seedValues[path] ?? [];

/** Codes of a token parameter's elements that the profile's bindings allow. */
export const seedCodes = (context: ProfileContext, name: string): readonly string[] => {
  const row = paramRow(context, name);
  const listed = (row?.paths ?? []).flatMap(({ path }) => codesAt(context, path));
  return listed.length === 0
    ? (KNOWN_CODES[context.profile.id]?.[name] ?? [])
    : [...new Set(listed.map(({ code }) => code))];
};

export const statusOf = (context: ProfileContext): ReturnType<typeof statusParameter> => {
  const resource = resourceRow(context.pack, context.profile.type);
  return resource === undefined
    ? undefined
    : statusParameter(resource, (path) => codesAt(context, path).map(({ code }) => code));
};

/** Whether this search is the one that collects the profile's resources. */
export const isSeed = (context: ProfileContext, search: SearchRow): boolean => {
  const seed = seedSearch(context.pack, context.profile);
  return seed !== undefined && sameParams(seed.params, search.params);
};
