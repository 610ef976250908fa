import type { SearchParamRow } from '../../fhir/pack-rows.ts';
import { boundFor, valueFor } from '../../fhir/search/choose.ts';
import { matches } from '../../fhir/search/match.ts';
import type { Found } from './bundle.ts';
import type { SearchParams } from './search-run.ts';

/** The forms of a value that one search can show for several parameters at once. */
export type Form = 'system|value' | 'gt' | 'ge' | 'lt' | 'le';

/** That a search takes one of its parameters in some form. */
export interface Question {
  readonly rows: readonly SearchParamRow[];
  readonly about: SearchParamRow;
  readonly form: Form;
}

export const questionKey = ({ rows, about, form }: Question): string =>
  `${rows
    .map(({ name }) => name)
    .sort()
    .join('&')} ${about.name} ${form}`;

/** One search that asks several questions: each parameter has a value that fits all of them. */
export interface Combined {
  readonly patient: string;
  readonly source: Found;
  readonly rows: readonly SearchParamRow[];
  readonly params: SearchParams;
  readonly questions: readonly Question[];
}

interface Draft {
  readonly patient: string;
  readonly source: Found;
  readonly rows: ReadonlyMap<string, SearchParamRow>;
  readonly values: ReadonlyMap<string, string>;
  /** Parameters whose form is asked about; their values are not for others to choose. */
  readonly about: ReadonlySet<string>;
  readonly questions: readonly Question[];
}

/** So many of a patient's resources are looked at: more would not make the questions better. */
const MOST_LOOKED_AT = 200;

const plainValue = (row: SearchParamRow, patient: string, { resource }: Found) =>
  row.name === 'patient' || (row.name === '_id' && resource.resourceType === 'Patient')
    ? patient
    : valueFor(row, resource);

const REVERSED = { gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' } as const;

/**
 * The value in the form asked about. A bound must tell: a server that compares the other way round
 * must not find the resource, as it would one whose time has no end.
 */
function aboutValue(
  { about, form }: Question,
  { resource }: Found,
  base: string,
): string | undefined {
  if (form === 'system|value') {
    const value = valueFor(about, resource, { withSystem: true });
    return value?.includes('|') === true ? value : undefined;
  }
  const bound = boundFor(about, resource, form);
  if (bound === undefined) return undefined;
  return matches(about, bound.replace(form, REVERSED[form]), resource, base) ? undefined : bound;
}

/**
 * Whether some resource tells a server that leaves this parameter out of account from one that does
 * not: the other parameters let it through and this one keeps it out.
 */
const discriminates = (
  name: string,
  { rows, values }: Pick<Draft, 'rows' | 'values'>,
  gathered: readonly Found[],
  base: string,
): boolean =>
  gathered.some(({ resource }) =>
    [...rows.values()].every((row) => {
      if (row.name === 'patient') return true;
      const satisfied = matches(row, values.get(row.name) ?? '', resource, base);
      return satisfied !== (row.name === name);
    }),
  );

/** The question added to what is asked already, where one resource can answer all of it. */
function joined(draft: Draft, question: Question, base: string): Draft | undefined {
  const { patient, source } = draft;
  const own = aboutValue(question, source, base);
  const { about } = question;
  if (own === undefined) return undefined;
  if (draft.about.has(about.name) && draft.values.get(about.name) !== own) return undefined;
  const rows = new Map(draft.rows);
  const values = new Map(draft.values);
  for (const row of question.rows) {
    const value = values.get(row.name) ?? plainValue(row, patient, source);
    if (value === undefined) return undefined;
    rows.set(row.name, row);
    values.set(row.name, value);
  }
  values.set(about.name, own);
  return {
    patient,
    source,
    rows,
    values,
    about: new Set([...draft.about, about.name]),
    questions: [...draft.questions, question],
  };
}

const begun = (
  patient: string,
  source: Found,
  question: Question,
  base: string,
): Draft | undefined =>
  joined(
    { patient, source, rows: new Map(), values: new Map(), about: new Set(), questions: [] },
    question,
    base,
  );

/**
 * Searches that ask as many questions at once as can be: each is bound to find the resource from
 * which its values come, and shows as much of every parameter asked about as a search for it alone
 * would show. Questions that no other can be asked with are left out.
 */
export function combine(
  questions: readonly Question[],
  gathered: ReadonlyMap<string, readonly Found[]>,
  base: string,
): readonly Combined[] {
  const found = [...gathered].map(([patient, all]) => ({
    patient,
    all: all.slice(0, MOST_LOOKED_AT),
  }));
  const allOf = (draft: Draft): readonly Found[] =>
    found.find(({ patient }) => patient === draft.patient)?.all ?? [];
  const tells = (draft: Draft, { about }: Question): boolean =>
    discriminates(about.name, draft, allOf(draft), base);
  const startsOf = (question: Question): readonly Draft[] =>
    found.flatMap(({ patient, all }) =>
      all.flatMap((source) => begun(patient, source, question, base) ?? []),
    );
  // Alone it would be asked by the first resource that has values.
  const telling = new Set(
    questions.filter((question) => {
      const [alone] = startsOf(question);
      return alone !== undefined && tells(alone, question);
    }),
  );
  const shows = (draft: Draft, question: Question): boolean =>
    !telling.has(question) || tells(draft, question);
  const packed = (start: Draft, rest: readonly Question[]): Draft => {
    let draft = start;
    for (const question of rest) {
      const more = joined(draft, question, base);
      if (more?.questions.every((asked) => shows(more, asked)) === true) draft = more;
    }
    return draft;
  };
  const combined: Draft[] = [];
  let open = questions;
  while (open.length > 1) {
    const [first, ...rest] = open;
    if (first === undefined) break;
    const starts = startsOf(first);
    // The first that can ask most; a few are enough to choose from.
    const best = starts
      .slice(0, MOST_TRIED)
      .map((start) => packed(start, rest))
      .reduce<Draft | undefined>(
        (most, draft) =>
          most === undefined || draft.questions.length > most.questions.length ? draft : most,
        undefined,
      );
    if (best !== undefined && best.questions.length > 1) combined.push(best);
    const asked = new Set(best?.questions ?? [first]);
    open = open.filter((question) => !asked.has(question));
  }
  return combined.map(({ patient, source, rows, values, questions: asked }) => ({
    patient,
    source,
    rows: [...rows.values()],
    params: [...values],
    questions: asked,
  }));
}

/** Resources tried as the one from which all values come. */
const MOST_TRIED = 8;
