import { isAnswered } from '../../core/exchange.ts';
import { attempted, defineProbe, type Probe } from '../../core/probe.ts';
import type { SearchParamRow } from '../../fhir/pack-rows.ts';
import { type Combined, combine, type Form, type Question, questionKey } from './combined.ts';
import { gatheredProbe } from './gathered.probe.ts';
import { answerFindings, criteriaFindings, sourceMissing } from './judge-search.ts';
import { oncePerProfile, paramRows, type ProfileContext, reachProbe } from './profile-context.ts';
import {
  type SearchEvidence,
  type SearchVariant,
  searchVariant,
  statusWith,
} from './search.probe.ts';
import type { ParamCheckRow } from './search-row.ts';
import { searchWithStatus } from './search-run.ts';
import type { PatientSearch } from './seed.probe.ts';
import { resourceRow } from './seed-searches.ts';
import { comparatorsOf, hasSystem } from './variants.ts';

/** Answered questions, by their keys, each with the search that shows it. */
type Shown = ReadonlyMap<string, PatientSearch>;

/** The forms in which a search has to take a parameter. */
const formsOf = (param: SearchParamRow): readonly Form[] => [
  ...comparatorsOf(param),
  ...(hasSystem(param) ? (['system|value'] as const) : []),
];

/** Everything that the searches of a profile have to show about the forms of values. */
const questionsOf = (context: ProfileContext): readonly Question[] =>
  (resourceRow(context.pack, context.profile.type)?.searches ?? []).flatMap((search) => {
    const rows = paramRows(context, search) ?? [];
    return rows
      .filter(({ name }) => name !== 'patient')
      .flatMap((about) => formsOf(about).map((form) => ({ rows, about, form })));
  });

const isRight = (search: PatientSearch, { rows }: Combined, base: string): boolean =>
  isAnswered(search.done.first) &&
  answerFindings(search.done).length === 0 &&
  criteriaFindings(search.done, rows, base).length === 0 &&
  sourceMissing(search).length === 0;

/**
 * Asks what the searches of a profile have to show in as few searches as can be. A right answer
 * shows all that was asked; of a wrong one nothing is concluded, and each question is asked alone.
 */
export const combinedProbe = oncePerProfile((context: ProfileContext): Probe<Shown> => {
  const { profile, config } = context;
  const base = config.target.fhirBaseUrl;
  return defineProbe({
    id: `combined(${profile.id})`,
    needs: { reach: reachProbe(context), seed: gatheredProbe(context) },
    gather: async (io, { reach, seed }) => {
      const target = { base, context: reach.access.context };
      const ask = async (combined: Combined): Promise<PatientSearch> => {
        const { patient, source, params } = combined;
        const status = statusWith(context, source);
        const done = await searchWithStatus(io, target, profile.type, params, status);
        return { patient, source, done };
      };
      const shown = new Map<string, PatientSearch>();
      const keep = (search: PatientSearch, combined: Combined): void => {
        if (!isRight(search, combined, base)) return;
        for (const question of combined.questions) shown.set(questionKey(question), search);
      };
      const [first, ...rest] = combine(questionsOf(context), seed.gathered, base);
      if (first === undefined) return shown;
      const begun = await ask(first);
      keep(begun, first);
      // A server that refuses parameters together is not asked so again.
      const { done } = begun;
      if (!isAnswered(done.first) || done.first.response.status !== 200) return shown;
      const others = await io.each(rest, ask);
      for (const [at, combined] of rest.entries()) {
        const search = others[at];
        if (search !== undefined) keep(search, combined);
      }
      return shown;
    },
  });
});

/** What a search shows of one parameter in some forms: by a combined search, or else alone. */
export const formsProbe = (
  row: ParamCheckRow,
  name: string,
  forms: readonly Form[],
  alone: (form: Form) => Omit<SearchVariant, 'name'>,
): Probe<SearchEvidence> => {
  const { context, search, rows, param } = row;
  return defineProbe({
    id: `search(${context.profile.id}?${[...search.params].sort().join('&')} ${name} of ${param.name})`,
    needs: {
      reach: reachProbe(context),
      seed: gatheredProbe(context),
      combined: attempted(combinedProbe(context)),
    },
    gather: async (io, { reach, seed, combined }) => {
      const shown: Shown = 'brought' in combined ? combined.brought : new Map();
      const searches: PatientSearch[] = [];
      for (const form of forms) {
        const known = shown.get(questionKey({ rows, about: param, form }));
        if (known === undefined) {
          const variant = { ...alone(form), name };
          searches.push(...(await searchVariant(io, context, search, variant, { reach, seed })));
        } else searches.push(known);
      }
      return { seed, searches };
    },
  });
};
