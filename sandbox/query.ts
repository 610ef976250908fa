import { COMPARATORS, rangeOf, type Comparator, type DateRange } from './date-range.ts';
import { folded, type Token } from './index-values.ts';
import type { SearchParameter, TypeRow } from './search-parameters.ts';

/** One search criterion: the parameter, and the alternatives of which one must hold. */
export type Criterion = { readonly parameter: SearchParameter; readonly modifier: string } & (
  | { readonly kind: 'token'; readonly tokens: readonly TokenWanted[] }
  | { readonly kind: 'reference'; readonly references: readonly ReferenceWanted[] }
  | { readonly kind: 'string'; readonly starts: readonly string[] }
  | { readonly kind: 'date'; readonly dates: readonly DateWanted[] }
  | { readonly kind: 'missing'; readonly missing: boolean }
);

/** `system` absent: any system; empty: none at all (FHIR R4, Search, token). */
export interface TokenWanted {
  readonly system?: string;
  readonly code?: string;
}

export interface ReferenceWanted {
  readonly type?: string;
  readonly id: string;
  readonly url?: string;
}

export interface DateWanted {
  readonly comparator: Comparator;
  readonly range: DateRange;
}

/** A search as understood. */
export interface Query {
  readonly criteria: readonly Criterion[];
  readonly include: readonly string[];
  readonly revinclude: readonly string[];
  readonly count?: number;
  readonly offset: number;
  /** What was understood, to be repeated in the self link. */
  readonly applied: readonly (readonly [string, string])[];
  /** Names of parameters that were not understood. */
  readonly ignored: readonly string[];
}

/** A value or modifier that the search cannot be run with. */
export class BadQuery extends Error {}

/** Parameters about the answer's form, which are no criteria and never a reason to complain. */
const FORM_PARAMETERS = new Set(['_format', '_pretty', '_total', '_page']);

/** Splits at commas that no backslash escapes, and takes the escapes away. */
export const alternativesOf = (value: string): readonly string[] => splitUnescaped(value, ',');

const splitUnescaped = (value: string, at: string): string[] => {
  const parts = [''];
  for (let index = 0; index < value.length; index += 1) {
    const letter = value.charAt(index);
    if (letter === '\\' && index + 1 < value.length) {
      parts[parts.length - 1] += letter + value.charAt(index + 1);
      index += 1;
    } else if (letter === at) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
};

const unescaped = (value: string): string => value.replace(/\\([\\,|$])/g, '$1');

/** Reads a search request's parameters for one resource type. */
export function parseQuery(
  row: TypeRow,
  parameters: Iterable<readonly [string, string]>,
  baseUrl: string,
): Query {
  const criteria: Criterion[] = [];
  const include: string[] = [];
  const revinclude: string[] = [];
  const applied: [string, string][] = [];
  const ignored: string[] = [];
  let count: number | undefined;
  for (const [key, value] of parameters) {
    if (FORM_PARAMETERS.has(key) || value === '') continue;
    if (key === '_count') {
      if (!/^\d+$/.test(value)) throw new BadQuery(`"_count" wants a number, not "${value}".`);
      count = Number(value);
    } else if (key === '_include' && isInclude(row, value)) include.push(value);
    else if (key === '_revinclude' && value === 'Provenance:target' && row.revinclude)
      revinclude.push(value);
    else {
      const [name = '', modifier = ''] = key.split(':');
      const parameter = row.parameters.find((known) => known.name === name);
      if (parameter === undefined) {
        ignored.push(
          key.startsWith('_include') || key.startsWith('_rev') ? `${key}=${value}` : key,
        );
        continue;
      }
      criteria.push(criterionOf(parameter, modifier, value, baseUrl));
    }
    applied.push([key, value]);
  }
  return {
    criteria,
    include,
    revinclude,
    offset: 0,
    applied,
    ignored,
    ...(count === undefined ? {} : { count }),
  };
}

const isInclude = (row: TypeRow, value: string): boolean => {
  const [type, parameter = ''] = value.split(':');
  return type === row.type && row.include.includes(parameter);
};

function criterionOf(
  parameter: SearchParameter,
  modifier: string,
  value: string,
  baseUrl: string,
): Criterion {
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false')
      throw new BadQuery(`":missing" wants true or false, not "${value}".`);
    return { parameter, modifier, kind: 'missing', missing: value === 'true' };
  }
  const alternatives = alternativesOf(value);
  const refuse = (): never => {
    throw new BadQuery(`The modifier ":${modifier}" is not supported on "${parameter.name}".`);
  };
  switch (parameter.type) {
    case 'token':
      if (modifier !== '' && modifier !== 'not') refuse();
      return { parameter, modifier, kind: 'token', tokens: alternatives.map(tokenWanted) };
    case 'string':
      if (modifier !== '' && modifier !== 'exact' && modifier !== 'contains') refuse();
      return {
        parameter,
        modifier,
        kind: 'string',
        starts: alternatives.map((text) => folded(unescaped(text))),
      };
    case 'date':
      if (modifier !== '') refuse();
      return {
        parameter,
        modifier,
        kind: 'date',
        dates: alternatives.map((text) => dateWanted(parameter.name, text)),
      };
    case 'reference':
      if (modifier !== '' && !/^[A-Z][A-Za-z]+$/.test(modifier)) refuse();
      return {
        parameter,
        modifier,
        kind: 'reference',
        references: alternatives.map((text) =>
          referenceWanted(parameter.name, unescaped(text), modifier, baseUrl),
        ),
      };
    default:
      return parameter.type satisfies never;
  }
}

function tokenWanted(text: string): TokenWanted {
  const [first = '', second] = splitUnescaped(text, '|').map(unescaped);
  if (second === undefined) return { code: first };
  return second === '' ? { system: first } : { system: first, code: second };
}

/** The comparators that a value may begin with; a value without one means equality. */
function dateWanted(name: string, text: string): DateWanted {
  const prefix = /^[a-z]{2}/.exec(text)?.[0];
  const comparator = COMPARATORS.find((known) => known === (prefix ?? 'eq'));
  const range = rangeOf(prefix === undefined ? text : text.slice(2));
  if (comparator === undefined || range === undefined)
    throw new BadQuery(`"${text}" is not a date that "${name}" can be searched by.`);
  return { comparator, range };
}

function referenceWanted(
  name: string,
  text: string,
  modifier: string,
  baseUrl: string,
): ReferenceWanted {
  const local = text.startsWith(`${baseUrl}/`) ? text.slice(baseUrl.length + 1) : text;
  if (/^[a-z][a-z0-9+.-]*:/i.test(local)) return { id: '', url: local.replace(/\|.*$/, '') };
  const match = /^(?:([A-Z][A-Za-z]+)\/)?([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(local);
  if (match === null)
    throw new BadQuery(`"${text}" is not a reference that "${name}" can be searched by.`);
  const [, type = modifier, id = ''] = match;
  return type === '' ? { id } : { id, type };
}

/** Whether a token wanted is met by a token held. */
export const meetsToken = (wanted: TokenWanted, held: Token): boolean =>
  (wanted.code === undefined || wanted.code === held.code) &&
  (wanted.system === undefined ||
    (wanted.system === '' ? held.system === undefined : wanted.system === held.system));
