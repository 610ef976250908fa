import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { ProfileRow, SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { valueFor } from '../../fhir/search/choose.ts';
import { type Access, accessProbe } from '../launch/access.ts';
import { isAnswered } from '../../core/exchange.ts';
import type { Found } from './bundle.ts';
import {
  isMatch,
  type SearchDone,
  type SearchParams,
  searchWithStatus,
  statusParameter,
} from './search-run.ts';
import { resourceRow, sameParams, seedSearch } from './seed-searches.ts';

/** Everything planned for one profile leans on this. */
export interface ProfileContext extends PlanContext {
  readonly profile: ProfileRow;
}

/** How to reach the server and whose data to look at. */
export interface Reach {
  readonly access: Access;
  readonly patients: readonly string[];
}

/** The launch patient and those that the configuration adds. */
export const reachProbe = (context: PlanContext): Probe<Reach> => {
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
};

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
}

const PATIENT_PARAMS = new Set(['patient', '_id']);

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
  return [
    ...new Set(
      (row?.paths ?? []).flatMap(({ path }) => codesAt(context, path)).map(({ code }) => code),
    ),
  ];
};

export const statusOf = (context: ProfileContext): ReturnType<typeof statusParameter> => {
  const resource = resourceRow(context.pack, context.profile.type);
  return resource === undefined
    ? undefined
    : statusParameter(resource, (path) => codesAt(context, path).map(({ code }) => code));
};

/** One list of parameters for each search that the seed needs: patient first, then each code. */
function seedParams(context: ProfileContext, search: SearchRow, patient: string): SearchParams[] {
  const own = search.params.find((name) => PATIENT_PARAMS.has(name)) ?? 'patient';
  const other = search.params.find((name) => name !== own);
  const start = [[own, patient] as const];
  if (other === undefined) return [start];
  return seedCodes(context, other).map((code) => [...start, [other, code] as const]);
}

const distinct = (found: readonly Found[]): readonly Found[] => [
  ...new Map(
    found.map((item) => [`${item.resource.resourceType}/${item.resource.id}`, item]),
  ).values(),
];

/** Collects a profile's resources of every patient by its seed search. */
export const seedProbe = (context: ProfileContext): Probe<SeedEvidence> => {
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
      const searches = await io.each(wanted, async ({ patient, params }) => ({
        patient,
        done: await searchWithStatus(io, target, profile.type, params, status),
      }));
      const gathered = new Map(
        patients.map((patient) => [
          patient,
          distinct(
            searches
              .filter((search) => search.patient === patient)
              .flatMap(({ done }) => done.entries.filter((entry) => isMatch(entry, profile.type))),
          ),
        ]),
      );
      return { searches, gathered };
    },
  });
};

/** Whether this search is the one that collects the profile's resources. */
export const isSeed = (context: ProfileContext, search: SearchRow): boolean => {
  const seed = seedSearch(context.pack, context.profile);
  return seed !== undefined && sameParams(seed.params, search.params);
};

export interface Chosen {
  readonly params: SearchParams;
  readonly source: Found;
}

/**
 * Values for a search, all from one gathered resource of the patient, so that the search is bound
 * to find it. `systemOf` names the token that must be given with its system.
 */
export function choose(
  context: ProfileContext,
  rows: readonly SearchParamRow[],
  patient: string,
  gathered: readonly Found[],
  systemOf?: string,
): Chosen | undefined {
  for (const source of gathered) {
    const params = rows.map((row) => {
      if (row.name === 'patient' || (row.name === '_id' && context.profile.type === 'Patient')) {
        return [row.name, patient] as const;
      }
      const value = valueFor(row, source.resource, { withSystem: row.name === systemOf });
      return value === undefined ? undefined : ([row.name, value] as const);
    });
    if (params.every((param) => param !== undefined)) return { params, source };
  }
  return undefined;
}

export interface SearchEvidence {
  readonly searches: readonly PatientSearch[];
  readonly seed: SeedEvidence;
}

export interface SearchVariant {
  /** What is different, as it stands in the probe's id. */
  readonly name: string;
  readonly params: (chosen: Chosen, patient: string) => readonly SearchParams[];
  readonly systemOf?: string;
  readonly method?: 'GET' | 'POST';
  /** Asked for the first patient that can supply values, not for all. */
  readonly once?: boolean;
}

const plain: SearchVariant = { name: '', params: ({ params }) => [params] };

/** Sends a search, in one variant, with values taken from what the seed gathered. */
export const searchProbe = (
  context: ProfileContext,
  search: SearchRow,
  variant: SearchVariant = plain,
): Probe<SearchEvidence> => {
  const { profile, config } = context;
  const seed = seedProbe(context);
  const reach = reachProbe(context);
  const name = variant.name === '' ? '' : ` ${variant.name}`;
  return defineProbe({
    id: `search(${profile.id}?${[...search.params].sort().join('&')}${name})`,
    needs: { reach, seed },
    gather: async (io, evidence) => {
      const rows = paramRows(context, search);
      if (rows === undefined) return lacking('The guide does not define one of these parameters.');
      const target = { base: config.target.fhirBaseUrl, context: evidence.reach.access.context };
      const planned: { patient: string; params: SearchParams; source: Found }[] = [];
      for (const patient of evidence.reach.patients) {
        const gathered = evidence.seed.gathered.get(patient) ?? [];
        const chosen = choose(context, rows, patient, gathered, variant.systemOf);
        if (chosen === undefined) continue;
        for (const params of variant.params(chosen, patient)) {
          planned.push({ patient, params, source: chosen.source });
        }
        if (variant.once === true) break;
      }
      const status = statusOf(context);
      const searches = await io.each(planned, async ({ patient, params, source }) => ({
        patient,
        source,
        done: await searchWithStatus(io, target, profile.type, params, status, variant.method),
      }));
      return { searches, seed: evidence.seed };
    },
  });
};

/** Why nothing could be searched for: no data, or no answer to seed with. */
export function nothingGathered({ seed }: SearchEvidence, type: string): string {
  const unanswered = seed.searches.find(({ done }) => !isAnswered(done.first));
  if (unanswered !== undefined && !isAnswered(unanswered.done.first)) {
    return `The ${type} search that collects test data was not answered: ${unanswered.done.first.noAnswer.detail}.`;
  }
  const total = [...seed.gathered.values()].reduce((sum, found) => sum + found.length, 0);
  return total === 0
    ? `No ${type} was found for any patient; load at least one.`
    : `None of the ${total} ${type} resources found has a value for every parameter of this search.`;
}
