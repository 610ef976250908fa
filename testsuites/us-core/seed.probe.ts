import type { Exchange } from '../../core/exchange.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { SearchRow } from '../../fhir/pack-rows.ts';
import { elementsFor, matches } from '../../fhir/search/match.ts';
import { type Found, nameOf } from './bundle.ts';
import { isInScope } from './device-filter.ts';
import {
  oncePerProfile,
  paramRows,
  type ProfileContext,
  reachProbe,
  seedCodes,
  statusOf,
} from './profile-context.ts';
import { isMatch, type SearchDone, type SearchParams, searchEveryStatus } from './search-run.ts';
import { seedSearch } from './seed-searches.ts';

/** A search done for one patient. */
export interface PatientSearch {
  readonly patient: string;
  readonly done: SearchDone;
  /** The gathered resource from which the values were taken. */
  readonly source?: Found;
}

export interface SeedEvidence {
  readonly searches: readonly PatientSearch[];
  /** Matches of all seed searches, each resource once per patient. */
  readonly gathered: ReadonlyMap<string, readonly Found[]>;
  /** For what is reached by references only: every address read, and what came. */
  readonly reads?: readonly { readonly address: string; readonly exchange: Exchange }[];
}

const PATIENT_PARAMS = new Set(['patient', '_id']);

/** One list of parameters for each search that the seed needs: patient first, then each code. */
function seedParams(context: ProfileContext, search: SearchRow, patient: string): SearchParams[] {
  const own = search.params.find((name) => PATIENT_PARAMS.has(name)) ?? 'patient';
  const other = search.params.find((name) => name !== own);
  const start = [[own, patient] as const];
  if (other === undefined) return [start];
  return seedCodes(context, other).map((code) => [...start, [other, code] as const]);
}

const distinct = (found: readonly Found[]): readonly Found[] => [
  ...new Map(found.map((item) => [nameOf(item.resource), item])).values(),
];

/** Collects a profile's resources of every patient by its seed search. */
export const seedProbe = oncePerProfile((context: ProfileContext): Probe<SeedEvidence> => {
  const { profile, config } = context;
  const row = seedSearch(context.pack, profile);
  const reach = reachProbe(context);
  return defineProbe({
    id: `seed(${profile.id})`,
    needs: { reach },
    gather: async (io, { reach: { access, patients } }) => {
      if (row === undefined)
        return lacking(`The guide has no search that collects ${profile.type}.`);
      const target = { base: config.target.fhirBaseUrl, context: access.context };
      const wanted = patients.flatMap((patient) =>
        seedParams(context, row, patient).map((params) => ({ patient, params })),
      );
      const status = statusOf(context);
      const done = await io.each(wanted, async ({ patient, params }) => {
        const each = await searchEveryStatus(io, target, profile.type, params, status);
        return each.map((one) => ({ patient, done: one }));
      });
      const searches = done.flat();
      const rows = paramRows(context, row) ?? [];
      // What lacks an element is not another thing for it: it may be the same, and wrong.
      const isAskedFor = ({ params }: SearchDone, { resource }: Found): boolean =>
        params.every(([name, value]) => {
          const param = rows.find((candidate) => candidate.name === name);
          return (
            param === undefined ||
            elementsFor(param, resource).length === 0 ||
            matches(param, value, resource, target.base)
          );
        });
      const gatheredBy = (keeps: (done: SearchDone, entry: Found) => boolean) =>
        new Map(
          patients.map((patient) => [
            patient,
            distinct(
              searches
                .filter((search) => search.patient === patient)
                .flatMap(({ done }) =>
                  done.entries.filter(
                    (entry) =>
                      isMatch(entry, profile.type) &&
                      isInScope(config, entry.resource) &&
                      keeps(done, entry),
                  ),
                ),
            ),
          ]),
        );
      // What a server gives beside what was asked for is held against its search, and against
      // nothing else: a weight is no wrong heart rate. Where nothing is right, all is looked at.
      const right = gatheredBy(isAskedFor);
      const isAny = [...right.values()].some((found) => found.length > 0);
      return { searches, gathered: isAny ? right : gatheredBy(() => true) };
    },
  });
});
