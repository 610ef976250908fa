import { isObject, textOf, type Json } from './resource.ts';

/** A stretch of time, from inclusive, to exclusive, in milliseconds; open ends are infinite. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** The range that a FHIR date, dateTime or instant stands for by its precision; no zone means UTC. */
export function rangeOf(text: string): DateRange | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone] = match;
  const from = Date.parse(
    `${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}${(fraction ?? '.000').slice(0, 4).padEnd(4, '0')}${zone ?? 'Z'}`,
  );
  if (Number.isNaN(from) || !isRealDay(year, month, day)) return undefined;
  if (fraction !== undefined) return { from, to: from + 10 ** Math.max(0, 4 - fraction.length) };
  if (second !== undefined) return { from, to: from + 1000 };
  if (minute !== undefined) return { from, to: from + 60_000 };
  if (day !== undefined) return { from, to: from + 86_400_000 };
  const start = new Date(from);
  const to =
    month === undefined
      ? Date.UTC(start.getUTCFullYear() + 1, 0, 1)
      : Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
  return { from, to };
}

const isRealDay = (year: string, month = '01', day = '01'): boolean =>
  new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);

/** The range of a date-like element: a primitive or a Period. */
export function elementRange(value: Json): DateRange | undefined {
  if (typeof value === 'string') return rangeOf(value);
  if (!isObject(value)) return undefined;
  const start = textOf(value, 'start');
  const end = textOf(value, 'end');
  if (start === undefined && end === undefined) return undefined;
  const from = start === undefined ? Number.NEGATIVE_INFINITY : rangeOf(start)?.from;
  const to = end === undefined ? Number.POSITIVE_INFINITY : rangeOf(end)?.to;
  return from === undefined || to === undefined ? undefined : { from, to };
}

export const COMPARATORS = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** Whether an element's range answers a comparator (FHIR R4, Search, 3.1.1.5.6 and .9). */
export function compares(comparator: Comparator, target: DateRange, search: DateRange): boolean {
  const equal = target.from >= search.from && target.to <= search.to;
  switch (comparator) {
    case 'eq':
      return equal;
    case 'ne':
      return !equal;
    case 'gt':
      return target.to > search.to;
    case 'lt':
      return target.from < search.from;
    case 'ge':
      return equal || target.to > search.to;
    case 'le':
      return equal || target.from < search.from;
    case 'sa':
      return target.from >= search.to;
    case 'eb':
      return target.to <= search.from;
    default:
      return comparator satisfies never;
  }
}
