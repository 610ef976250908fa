import type { Comparator } from './date-range.ts';
import type { Breakage } from './faults.ts';
import { refusal } from './outcome.ts';
import type { Reply } from './http.ts';
import type { Grant } from './oauth/scopes.ts';
import type { Criterion, Query } from './query.ts';
import type { TypeRow } from './search-parameters.ts';
import type { Store, Stored } from './store.ts';

const STATUS_PARAMETERS = ['status', 'clinical-status', 'lifecycle-status'];

/** The parameter that a server may insist on (US Core, searches that require a status). */
export const statusParameterOf = ({ parameters }: TypeRow): string | undefined =>
  parameters.find(({ name }) => STATUS_PARAMETERS.includes(name))?.name;

/** The refusal of a search without a status, where the sandbox is told to insist on one. */
export function refusedForStatus(
  row: TypeRow,
  asked: readonly (readonly [string, string])[],
  { broken, varies }: Breakage,
): Reply | undefined {
  const { type } = row;
  const bare = broken(`status-required-without-outcome:${type}`);
  const insists =
    bare || varies(`status-required:${type}`) || broken(`status-required-undocumented:${type}`);
  const parameter = statusParameterOf(row);
  if (!insists || parameter === undefined) return undefined;
  if (asked.some(([name]) => name === parameter || name === '_id')) return undefined;
  if (bare) return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: 'Bad Request' };
  return refusal(400, 'required', `A search for ${type} has to name "${parameter}".`);
}

const REVERSED: Readonly<Partial<Record<Comparator, Comparator>>> = {
  gt: 'lt',
  lt: 'gt',
  ge: 'le',
  le: 'ge',
};

/** The query as a broken server would understand it. */
export function brokenQuery(row: TypeRow, query: Query, { broken, none }: Breakage): Query {
  if (none) return query;
  const criteria = query.criteria.flatMap((criterion): Criterion[] => {
    const place = `${row.type}.${criterion.parameter.name}` as const;
    if (broken(`search-ignores:${place}`)) return [];
    if (criterion.kind === 'date') {
      const dates = criterion.dates.map(({ comparator, range }) => ({
        comparator: broken(`search-comparator-reversed:${place}.${comparator}`)
          ? (REVERSED[comparator] ?? comparator)
          : comparator,
        range,
      }));
      return [{ ...criterion, dates }];
    }
    if (!broken(`search-or-takes-first:${place}`)) return [criterion];
    if (criterion.kind === 'token') return [{ ...criterion, tokens: criterion.tokens.slice(0, 1) }];
    if (criterion.kind === 'reference')
      return [{ ...criterion, references: criterion.references.slice(0, 1) }];
    return [criterion];
  });
  return { ...query, criteria };
}

/** The matches as a broken server would find them. */
export function brokenMatches(
  store: Store,
  row: TypeRow,
  query: Query,
  matches: readonly Stored[],
  grant: Grant,
  { broken, none }: Breakage,
): readonly Stored[] {
  if (none) return matches;
  const { type } = row;
  let found = matches;
  for (const [key, value] of query.applied) {
    const name = key.split(':')[0] ?? '';
    const place = `${type}.${name}` as const;
    const parameter = row.parameters.find((known) => known.name === name);
    if (broken(`search-drops:${place}`)) return [];
    if (broken(`search-loses-one:${place}`)) found = found.slice(0, -1);
    if (
      parameter?.type === 'token' &&
      value.includes('|') &&
      broken(`search-system-token-broken:${place}`)
    )
      return [];
    if (
      parameter?.type === 'reference' &&
      value.includes('/') &&
      broken(`search-typed-reference-broken:${type}`)
    )
      return [];
  }
  if (broken(`search-leaks-other-patient:${type}`)) {
    const leaked = foreignTo(store, type, grant);
    if (leaked !== undefined) found = [...found, leaked];
  }
  return found;
}

/** A resource of a patient whom the token does not cover. */
export const foreignTo = (store: Store, type: string, grant: Grant): Stored | undefined =>
  [...store.all(type)].find(
    ({ patients }) =>
      patients.length > 0 &&
      !patients.some((id) => grant.patients.includes(id) || grant.userPatients.includes(id)),
  );
