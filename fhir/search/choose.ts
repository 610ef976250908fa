import { isObject } from '../json.ts';
import type { SearchParamRow } from '../pack-rows.ts';
import { type Comparator, dateRange, rangeOf } from './dates.ts';
import { codesOf, elementsFor } from './match.ts';

const DAY_MS = 86_400_000;
const DATA_ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

/** Systems whose codes every server can be expected to know; local ones may be mapped away. */
const isStandard = (system: string | undefined): boolean =>
  system !== undefined &&
  (system === 'http://loinc.org' ||
    system === 'http://snomed.info/sct' ||
    system.startsWith('http://terminology.hl7.org/') ||
    system.startsWith('http://hl7.org/fhir/'));

/** A text as part of a parameter's value (FHIR R4, 3.1.1.4.0.1). */
export const escaped = (value: string): string => value.replace(/[\\,$|]/g, '\\$&');

/** To the second; none outside the years that FHIR can write (9999-12-31 stands for "for ever"). */
function instant(at: number): string | undefined {
  const text = Number.isFinite(at) ? new Date(at).toISOString() : '';
  return /^\d{4}-/.test(text) ? text.replace(/\.\d{3}Z$/, 'Z') : undefined;
}

const prefixed = (comparator: Comparator, at: number): string | undefined => {
  const bound = instant(at);
  return bound === undefined ? undefined : `${comparator}${bound}`;
};

/** The token text for an element: standard codings first, then any that has a code. */
function token(element: unknown, withSystem: boolean): string | undefined {
  const codes = codesOf(element).filter(
    ({ system, code }) => system !== DATA_ABSENT && code !== '',
  );
  const usable = withSystem ? codes.filter(({ system }) => system !== undefined) : codes;
  const chosen = usable.find(({ system }) => isStandard(system)) ?? usable[0];
  if (chosen === undefined) return undefined;
  return withSystem ? `${chosen.system ?? ''}|${escaped(chosen.code)}` : escaped(chosen.code);
}

const firstText = (...candidates: readonly unknown[]): string | undefined =>
  candidates.flat().find((part): part is string => typeof part === 'string' && part.trim() !== '');

function escapedText(...candidates: readonly unknown[]): string | undefined {
  const chosen = firstText(...candidates);
  return chosen === undefined ? undefined : escaped(chosen);
}

function string(element: unknown): string | undefined {
  if (!isObject(element)) return escapedText(element);
  const { family, given, text, city, state, postalCode, country } = element;
  return escapedText(family, given, text, city, state, postalCode, country);
}

/**
 * The date text for an element. A period is asked for by a bound just outside it, and a date where
 * clients may send comparators by one a day earlier, to the second, as US Core asks of clients.
 */
function date(element: unknown, comparable: boolean): string | undefined {
  if (typeof element === 'string') {
    const range = dateRange(element);
    if (range === undefined) return undefined;
    return range.hasTime || !comparable ? element : prefixed('gt', range.start - DAY_MS);
  }
  if (!isObject(element)) return undefined;
  // Of a Timing the outer limits count (FHIR R4, 3.1.1.4.7), as of a Period.
  const range = rangeOf(element);
  if (range === undefined) return undefined;
  return Number.isFinite(range.start)
    ? prefixed('gt', range.start - DAY_MS)
    : prefixed('lt', range.end + DAY_MS);
}

/**
 * A canonical is searched for like a reference. What is contained, or named within a Bundle only,
 * has no address to search by; a version is left out, as servers index without it.
 */
function reference(element: unknown): string | undefined {
  if (typeof element === 'string') return element;
  const text = isObject(element) ? element['reference'] : undefined;
  if (typeof text !== 'string' || /^(#|urn:)/.test(text) || text === '') return undefined;
  return text.replace(/\/_history\/[^/]+$/, '');
}

export interface Choice {
  /** Demand `system|value` of tokens. */
  readonly withSystem?: boolean;
}

/** Dates that are precise to the day by nature are sent as they are. */
const isDayPrecise = (param: SearchParamRow): boolean =>
  param.paths.every(({ types }) => types.length === 1 && types[0] === 'date');

/** A value by which a search on this parameter is bound to find this resource. */
export function valueFor(
  param: SearchParamRow,
  resource: unknown,
  { withSystem = false }: Choice = {},
): string | undefined {
  for (const element of elementsFor(param, resource)) {
    const value = valueOfElement(param, element, withSystem);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueOfElement(
  param: SearchParamRow,
  element: unknown,
  withSystem: boolean,
): string | undefined {
  switch (param.type) {
    case 'token':
      return token(element, withSystem);
    case 'string':
      return string(element);
    case 'date':
      return date(element, Object.keys(param.comparators).length > 0 && !isDayPrecise(param));
    case 'reference':
      return reference(element);
    case 'uri':
      return typeof element === 'string' ? escaped(element) : undefined;
    default:
      return undefined;
  }
}

/** A bound that this resource must satisfy under a comparator, a day away, to the second. */
export function boundFor(
  param: SearchParamRow,
  resource: unknown,
  comparator: Extract<Comparator, 'gt' | 'ge' | 'lt' | 'le'>,
): string | undefined {
  const dayPrecise = isDayPrecise(param);
  for (const element of elementsFor(param, resource)) {
    const text =
      typeof element === 'string'
        ? element
        : isObject(element)
          ? firstText(element['start'], element['end'])
          : undefined;
    const range = text === undefined ? undefined : dateRange(text);
    if (range === undefined) continue;
    const later = comparator === 'lt' || comparator === 'le';
    const bound = instant(later ? range.end + DAY_MS : range.start - DAY_MS);
    if (bound === undefined) continue;
    return `${comparator}${dayPrecise ? bound.slice(0, 10) : bound}`;
  }
  return undefined;
}

/** A family name, a code, an id that nobody bears. */
const NOBODY = 'Assay-no-such-value';

/**
 * A value that a search on this parameter must not find this resource by: another code of the
 * element's value set where these are known, another day, a text that nobody has.
 */
export function counterValueFor(
  param: SearchParamRow,
  resource: unknown,
  codes: readonly string[],
): string | undefined {
  const elements = elementsFor(param, resource);
  switch (param.type) {
    case 'string':
      return NOBODY;
    case 'token': {
      const own = new Set(elements.flatMap(codesOf).map(({ code }) => code.toLowerCase()));
      if (codes.length === 0) return NOBODY;
      return codes.find((code) => !own.has(code.toLowerCase()));
    }
    case 'date': {
      const ranges = elements.map(rangeOf).filter((range) => range !== undefined);
      const last = Math.max(...ranges.map(({ end }) => end));
      if (ranges.length === 0 || !Number.isFinite(last)) return undefined;
      // Three days on, so that no time zone brings it back.
      return instant(last + 3 * DAY_MS)?.slice(0, 10);
    }
    default:
      return undefined;
  }
}
