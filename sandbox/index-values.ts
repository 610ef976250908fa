import { elementRange, type DateRange } from './date-range.ts';
import { isObject, listOf, textOf, valuesAt, type Json, type JsonObject } from './resource.ts';
import type { SearchParameter } from './search-parameters.ts';

export interface Token {
  readonly system?: string;
  readonly code: string;
}

/** What one resource holds under each search parameter, taken out once, when it is written. */
export interface IndexValues {
  readonly tokens: ReadonlyMap<string, readonly Token[]>;
  /** As `Type/id`, or an absolute URL for what lies elsewhere. */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /** Folded: lower case, no accents. */
  readonly strings: ReadonlyMap<string, readonly string[]>;
  readonly dates: ReadonlyMap<string, readonly DateRange[]>;
}

/** Lower case without accents, as string search compares (FHIR R4, Search, string). */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Takes the values of every parameter out of a resource. */
export function indexValues(
  resource: JsonObject,
  parameters: readonly SearchParameter[],
): IndexValues {
  const tokens = new Map<string, readonly Token[]>();
  const references = new Map<string, readonly string[]>();
  const strings = new Map<string, readonly string[]>();
  const dates = new Map<string, readonly DateRange[]>();
  for (const parameter of parameters) {
    const values = parameter.paths.flatMap((path) => valuesAt(resource, path));
    const { name, type } = parameter;
    if (type === 'token')
      keep(
        tokens,
        name,
        values.flatMap((value) => tokensOf(value, parameter)),
      );
    if (type === 'reference') keep(references, name, values.flatMap(referencesOf));
    if (type === 'string') keep(strings, name, values.flatMap(stringsOf).map(folded));
    if (type === 'date')
      keep(
        dates,
        name,
        values.flatMap((value) => elementRange(value) ?? []),
      );
  }
  return { tokens, references, strings, dates };
}

const keep = <T>(index: Map<string, readonly T[]>, name: string, values: readonly T[]): void => {
  if (values.length > 0) index.set(name, values);
};

const token = (code: string | undefined, system: string | undefined): readonly Token[] =>
  code === undefined ? [] : [system === undefined ? { code } : { code, system }];

function tokensOf(value: Json, { system }: SearchParameter): readonly Token[] {
  if (typeof value === 'string' || typeof value === 'boolean') return token(String(value), system);
  if (!isObject(value)) return [];
  if ('coding' in value) return listOf(value['coding']).flatMap(codingToken);
  return codingToken(value);
}

/** A Coding, or an Identifier, whose value plays the code's part. */
const codingToken = (value: Json): readonly Token[] =>
  token(textOf(value, 'code') ?? textOf(value, 'value'), textOf(value, 'system'));

function referencesOf(value: Json): readonly string[] {
  // A canonical stands as a string, without its version.
  if (typeof value === 'string') return [value.replace(/\|.*$/, '')];
  const reference = textOf(value, 'reference');
  return reference === undefined ? [] : [reference.replace(/\/_history\/[^/]+$/, '')];
}

const NAME_PARTS = ['text', 'family', 'given', 'prefix', 'suffix'];
const ADDRESS_PARTS = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'];

function stringsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!isObject(value)) return [];
  return [...new Set([...NAME_PARTS, ...ADDRESS_PARTS])].flatMap((part) =>
    listOf(value[part]).filter((member): member is string => typeof member === 'string'),
  );
}
