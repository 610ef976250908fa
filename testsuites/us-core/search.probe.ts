import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, lacking, type Probe, type ProbeIo } from '../../core/probe.ts';
import type { SearchParamRow, SearchRow } from '../../fhir/pack-rows.ts';
import { valueFor } from '../../fhir/search/choose.ts';
import type { Found } from './bundle.ts';
import { gatheredProbe } from './gathered.probe.ts';
import {
  paramRows,
  type ProfileContext,
  type Reach,
  reachProbe,
  statusOf,
} from './profile-context.ts';
import { type SearchParams, searchWithStatus } from './search-run.ts';
import type { PatientSearch, SeedEvidence } from './seed.probe.ts';

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
  readonly params: (
    chosen: Chosen,
    patient: string,
    gathered: readonly Found[],
  ) => readonly SearchParams[];
  readonly systemOf?: string;
  readonly method?: 'GET' | 'POST';
  /** Asked for the first patient that can supply values, not for all. */
  readonly once?: boolean;
}

const plain: SearchVariant = { name: '', params: ({ params }) => [params] };

/** Statuses for a server that insists on one: the source's own first, so that it can be found. */
export function statusWith(
  context: ProfileContext,
  { resource }: Found,
): ReturnType<typeof statusOf> {
  const status = statusOf(context);
  const [row] =
    status === undefined
      ? []
      : (paramRows(context, { params: [status.name], expectation: 'MAY' }) ?? []);
  const own = row === undefined ? undefined : valueFor(row, resource);
  if (status === undefined || own === undefined || !status.values.includes(own)) return status;
  return { ...status, values: [own, ...status.values.filter((value) => value !== own)] };
}

/** What a search of gathered values leans on. */
export interface SearchGround {
  readonly reach: Reach;
  readonly seed: SeedEvidence;
}

/** Searches in one variant for the patients whose gathered resources supply the values. */
export async function searchVariant(
  io: ProbeIo,
  context: ProfileContext,
  search: SearchRow,
  variant: SearchVariant,
  { reach, seed }: SearchGround,
): Promise<readonly PatientSearch[]> {
  const { profile, config } = context;
  const rows = paramRows(context, search) ?? [];
  const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
  const planned: { patient: string; params: SearchParams; source: Found }[] = [];
  for (const patient of reach.patients) {
    const gathered = seed.gathered.get(patient) ?? [];
    const chosen = choose(context, rows, patient, gathered, variant.systemOf);
    if (chosen === undefined) continue;
    for (const params of variant.params(chosen, patient, gathered)) {
      planned.push({ patient, params, source: chosen.source });
    }
    if (variant.once === true) break;
  }
  return io.each(planned, async ({ patient, params, source }) => {
    const status = statusWith(context, source);
    const { method } = variant;
    const done = await searchWithStatus(io, target, profile.type, params, status, method);
    return { patient, source, done };
  });
}

/** Sends a search, in one variant, with values taken from what the seed gathered. */
export const searchProbe = (
  context: ProfileContext,
  search: SearchRow,
  variant: SearchVariant = plain,
): Probe<SearchEvidence> => {
  const { profile } = context;
  const name = variant.name === '' ? '' : ` ${variant.name}`;
  return defineProbe({
    id: `search(${profile.id}?${[...search.params].sort().join('&')}${name})`,
    needs: { reach: reachProbe(context), seed: gatheredProbe(context) },
    gather: async (io, ground) =>
      paramRows(context, search) === undefined
        ? lacking('The guide does not define one of these parameters.')
        : {
            searches: await searchVariant(io, context, search, variant, ground),
            seed: ground.seed,
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
    : `${total === 1 ? `The one ${type} found has no` : `None of the ${total} ${type} resources found has a`} value for every parameter of this search.`;
}
