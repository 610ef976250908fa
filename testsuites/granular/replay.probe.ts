import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, failedToGather, lacking, type Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { accessProbe } from '../launch/access.ts';
import { appAccessProbe, contextOf } from '../launch/app-launch.ts';
import { FHIR_JSON, jsonReply, type JsonReply } from '../launch/json-reply.ts';
import { gatheredOf, ofType } from '../us-core/all-gathered.probe.ts';
import type { Found, Resource } from '../us-core/bundle.ts';
import { paramRows, type ProfileContext, statusOf } from '../us-core/profile-context.ts';
import { choose } from '../us-core/search.probe.ts';
import { resourceRow, sameParams } from '../us-core/seed-searches.ts';
import {
  isMatch,
  type SearchDone,
  type SearchParams,
  searchWithStatus,
} from '../us-core/search-run.ts';
import { type Category, granularLaunch, type GranularType, type ScopeSet } from './scope-sets.ts';

/** The categories of a resource, as `system|code`. */
export function categoriesOf(resource: Resource): readonly string[] {
  const concepts = resource['category'];
  if (!Array.isArray(concepts)) return [];
  return concepts.flatMap((concept: { coding?: unknown }) =>
    Array.isArray(concept?.coding)
      ? concept.coding.map(
          (coding: { system?: string; code?: string }) => `${coding?.system}|${coding?.code}`,
        )
      : [],
  );
}

/** Whether a resource lies within one of these categories. */
export const isWithin = (resource: Resource, categories: readonly Category[]): boolean =>
  categoriesOf(resource).some((each) =>
    categories.some(({ system, code }) => each === `${system}|${code}`),
  );

export const categoriesFor = ({ categories }: ScopeSet, type: GranularType): readonly Category[] =>
  categories.filter((category) => category.type === type);

/** The searches of single patients that are made again, by their parameters. */
export const REPLAYED: Readonly<Record<GranularType, readonly (readonly string[])[]>> = {
  Condition: [['patient', 'category'], ['patient']],
  Observation: [
    ['patient', 'category'],
    ['patient', 'category', 'date'],
    ['patient', 'code'],
  ],
};

/** One search, with the token for all and with the token for parts. */
export interface Replay {
  readonly params: SearchParams;
  readonly full: SearchDone;
  readonly granular: SearchDone;
}

/** Resources of the type that the launch patient has. */
const gatheredFor = (context: PlanContext, type: GranularType) =>
  gatheredOf(context, `every ${type}`, ofType(type));

const needsOf = (context: PlanContext, set: ScopeSet, type: GranularType) => ({
  access: accessProbe(context),
  grant: appAccessProbe(context, granularLaunch(context, set)),
  gathered: gatheredFor(context, type),
});

/** One resource inside each category granted, and one outside all of them. */
const representatives = (
  found: readonly Found[],
  categories: readonly Category[],
): readonly Found[] =>
  [
    ...categories.map((category) => found.find(({ resource }) => isWithin(resource, [category]))),
    found.find(({ resource }) => !isWithin(resource, categories)),
  ].filter((each) => each !== undefined);

/** Searches of one kind with values of what is there, inside and outside the categories granted. */
export const replayProbe = (
  context: PlanContext,
  set: ScopeSet,
  type: GranularType,
  names: readonly string[],
): Probe<readonly Replay[]> => {
  const profile = context.pack.profiles.find((each) => each.type === type);
  return defineProbe({
    id: `replay(${set.name} ${type}?${names.join('&')})`,
    needs: needsOf(context, set, type),
    gather: async (io, { access, grant, gathered }) => {
      const patient = grant.json['patient'] ?? access.patient;
      if (typeof patient !== 'string' || profile === undefined) {
        return lacking('There is no patient to search for: none is in context or configured.');
      }
      const about: ProfileContext = { ...context, profile };
      const search = resourceRow(context.pack, type)?.searches.find(({ params }) =>
        sameParams(params, names),
      );
      const rows = search && paramRows(about, search);
      if (rows === undefined) return lacking('The guide does not define one of these parameters.');
      const found = gathered.get(patient) ?? [];
      const wanted = representatives(found, categoriesFor(set, type)).flatMap((item) => {
        const chosen = choose(about, rows, patient, [item]);
        return chosen === undefined ? [] : [chosen.params];
      });
      const distinct = [
        ...new Map(wanted.map((params) => [JSON.stringify(params), params])).values(),
      ];
      if (distinct.length === 0) {
        return lacking(`No ${type} of the patient has a value for each of ${names.join(', ')}.`);
      }
      const { fhirBaseUrl: base } = context.config.target;
      const as = (name: string, params: SearchParams) =>
        searchWithStatus(io, { base, context: name }, type, params, statusOf(about));
      return io.each(distinct, async (params) => ({
        params,
        full: await as(access.context, params),
        granular: await as(contextOf(granularLaunch(context, set)), params),
      }));
    },
  });
};

/** Matches of a search. */
export const matchesOf = ({ entries }: SearchDone, type: string): readonly Found[] =>
  entries.filter((entry) => isMatch(entry, type));

/** Reads of single resources under a granular token. */
export interface GranularReads {
  readonly inside: readonly {
    readonly category: Category;
    readonly id: string;
    readonly read: JsonReply;
  }[];
  readonly outside?: { readonly id: string; readonly read: JsonReply };
}

/** Reads one resource of each granted category, and one of none. */
export const granularReadsProbe = (
  context: PlanContext,
  set: ScopeSet,
  type: GranularType,
): Probe<GranularReads> =>
  defineProbe({
    id: `granular-reads(${set.name} ${type})`,
    needs: needsOf(context, set, type),
    gather: async (io, { access, grant, gathered }) => {
      const patient = grant.json['patient'] ?? access.patient;
      const found = typeof patient === 'string' ? (gathered.get(patient) ?? []) : [];
      const categories = categoriesFor(set, type);
      const read = async ({ resource: { id = '' } }: Found) => {
        const exchange = await io.ask({
          url: `${context.config.target.fhirBaseUrl}/${type}/${encodeURIComponent(id)}`,
          headers: { accept: FHIR_JSON },
          context: contextOf(granularLaunch(context, set)),
        });
        return isAnswered(exchange)
          ? { id, read: jsonReply(exchange) }
          : failedToGather(exchange.noAnswer.detail, exchange.index);
      };
      const inside: GranularReads['inside'][number][] = [];
      for (const category of categories) {
        const one = found.find(({ resource }) => isWithin(resource, [category]));
        if (one === undefined) continue;
        const answer = await read(one);
        if ('lacking' in answer) return answer;
        inside.push({ category, ...answer });
      }
      if (inside.length === 0) {
        return lacking(`The patient has no ${type} in the categories granted; load one of each.`);
      }
      const other = found.find(({ resource }) => !isWithin(resource, categories));
      if (other === undefined) return { inside };
      const outside = await read(other);
      return 'lacking' in outside ? outside : { inside, outside };
    },
  });
