import { defineProbe, type Probe } from '../../core/probe.ts';
import type { SearchParamRow } from '../../fhir/pack-rows.ts';
import { counterValueFor } from '../../fhir/search/choose.ts';
import { matches } from '../../fhir/search/match.ts';
import { isSeed, reachProbe, seedCodes, statusOf } from './profile-context.ts';
import type { PatientSearch } from './seed.probe.ts';
import { type SearchEvidence, searchProbe } from './search.probe.ts';
import type { SearchCheckRow } from './search-row.ts';
import { searchWithStatus } from './search-run.ts';

/**
 * Whether what was gathered can show that a parameter is ignored: some resource that the other
 * parameters let through and this one must keep out.
 */
const discriminates = (
  { context, rows }: SearchCheckRow,
  param: SearchParamRow,
  { patient, done }: PatientSearch,
  { seed }: SearchEvidence,
): boolean => {
  const base = context.config.target.fhirBaseUrl;
  const satisfies = (row: SearchParamRow, resource: unknown): boolean => {
    const value = done.params.find(([name]) => name === row.name)?.[1];
    return value === undefined || matches(row, value, resource, base);
  };
  return (seed.gathered.get(patient) ?? []).some(
    ({ resource }) =>
      !satisfies(param, resource) &&
      rows.every((row) => row.name === param.name || satisfies(row, resource)),
  );
};

const NOT_VARIED = new Set(['patient', '_id']);

export interface CounterEvidence {
  readonly searches: readonly PatientSearch[];
}

const notCountered: Probe<CounterEvidence> = defineProbe({
  id: 'counter(none)',
  needs: {},
  gather: async () => ({ searches: [] }),
});

/**
 * Searches that must find nothing, one for each parameter whose effect the gathered data cannot
 * show: a server that ignores the parameter gives itself away. Spent on obligatory searches only.
 */
export const counterProbe = (row: SearchCheckRow): Probe<CounterEvidence> => {
  const { context, search, rows } = row;
  const { profile, config } = context;
  if (isSeed(context, search) || search.expectation !== 'SHALL') return notCountered;
  return defineProbe({
    id: `counter(${profile.id}?${[...search.params].sort().join('&')})`,
    needs: { reach: reachProbe(context), plain: searchProbe(context, search) },
    gather: async (io, { reach, plain }) => {
      const [first] = plain.searches;
      if (first?.source === undefined) return { searches: [] };
      const { source, patient, done } = first;
      const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
      const planned = rows
        .filter(({ name }) => !NOT_VARIED.has(name))
        .filter((param) => !discriminates(row, param, first, plain))
        .flatMap((param) => {
          const value = counterValueFor(param, source.resource, seedCodes(context, param.name));
          if (value === undefined) return [];
          return [
            done.params.map(
              ([name, given]) => [name, name === param.name ? value : given] as const,
            ),
          ];
        });
      const status = statusOf(context);
      const searches = await io.each(planned, async (params) => ({
        patient,
        done: await searchWithStatus(io, target, profile.type, params, status),
      }));
      return { searches };
    },
  });
};
