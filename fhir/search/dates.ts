/** The instants that a date of some precision covers, epoch milliseconds; `end` is exclusive. */
export interface DateRange {
  readonly start: number;
  readonly end: number;
  /** Whether a time of day was given; without one there is no time zone either. */
  readonly hasTime: boolean;
}

const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const offsetMs = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

/** The range of a FHIR date, dateTime or instant (FHIR R4, Search 3.1.1.4.7); undefined if none. */
export function dateRange(text: string): DateRange | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const y = Number(year);
  const m = month === undefined ? 0 : Number(month) - 1;
  const d = day === undefined ? 1 : Number(day);
  const shift = offsetMs(zone);
  const at = (yy: number, mm: number, dd: number, rest = 0): number => {
    const date = new Date(0);
    date.setUTCFullYear(yy, mm, dd);
    return date.getTime() + rest - shift;
  };
  if (month === undefined) return { start: at(y, 0, 1), end: at(y + 1, 0, 1), hasTime: false };
  if (day === undefined) return { start: at(y, m, 1), end: at(y, m + 1, 1), hasTime: false };
  if (hour === undefined) return { start: at(y, m, d), end: at(y, m, d + 1), hasTime: false };
  const minutes = (Number(hour) * 60 + Number(minute)) * 60_000;
  if (second === undefined) {
    return { start: at(y, m, d, minutes), end: at(y, m, d, minutes + 60_000), hasTime: true };
  }
  const seconds = minutes + Number(second) * 1000;
  if (fraction === undefined) {
    return { start: at(y, m, d, seconds), end: at(y, m, d, seconds + 1000), hasTime: true };
  }
  const start = at(y, m, d, seconds + Number(fraction.padEnd(3, '0').slice(0, 3)));
  return { start, end: start + 10 ** Math.max(0, 3 - fraction.length), hasTime: true };
}

/** The range of a date-like element: a date text, a Period, or a Timing's events. */
export function rangeOf(value: unknown): DateRange | undefined {
  if (typeof value === 'string') return dateRange(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end, event, repeat } = value as Record<string, unknown>;
  if (Array.isArray(event)) {
    const ranges = event.map(rangeOf).filter((range) => range !== undefined);
    if (ranges.length === 0) return undefined;
    return {
      start: Math.min(...ranges.map((range) => range.start)),
      end: Math.max(...ranges.map((range) => range.end)),
      hasTime: ranges.some(({ hasTime }) => hasTime),
    };
  }
  if (typeof repeat === 'object' && repeat !== null) {
    return rangeOf((repeat as Record<string, unknown>)['boundsPeriod']);
  }
  const from = typeof start === 'string' ? dateRange(start) : undefined;
  const to = typeof end === 'string' ? dateRange(end) : undefined;
  if (from === undefined && to === undefined) return undefined;
  // An open end is infinite (FHIR R4, Period).
  return {
    start: from?.start ?? Number.NEGATIVE_INFINITY,
    end: to?.end ?? Number.POSITIVE_INFINITY,
    hasTime: (from?.hasTime ?? false) || (to?.hasTime ?? false),
  };
}

export const COMPARATORS = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Comparator = (typeof COMPARATORS)[number];

/** A search value's prefix and the rest; no prefix is `eq`. */
export function splitComparator(value: string): { comparator: Comparator; date: string } {
  const prefix = COMPARATORS.find((comparator) => value.startsWith(comparator));
  return prefix === undefined
    ? { comparator: 'eq', date: value }
    : { comparator: prefix, date: value.slice(2) };
}

const DAY_MS = 86_400_000;

/**
 * A date without a time may lie in any zone: compared with one that has a time it gets a day of
 * slack on both sides, as no client can know better.
 */
const slackened = (target: DateRange, search: DateRange): DateRange =>
  search.hasTime === target.hasTime
    ? target
    : { ...target, start: target.start - DAY_MS, end: target.end + DAY_MS };

/** Whether an element's range satisfies a date search (FHIR R4, Search 3.1.1.4.7). */
export function dateMatches(
  comparator: Comparator,
  search: DateRange,
  element: DateRange,
): boolean {
  const target = slackened(element, search);
  const equal = search.start <= element.start && element.end <= search.end;
  const overlaps = target.start < search.end && target.end > search.start;
  switch (comparator) {
    case 'eq':
      return equal || (search.hasTime !== element.hasTime && overlaps);
    case 'ne':
      return !equal;
    case 'gt':
      return target.end > search.end;
    case 'lt':
      return target.start < search.start;
    case 'ge':
      return target.end > search.end || equal || overlaps;
    case 'le':
      return target.start < search.start || equal || overlaps;
    case 'sa':
      return target.start >= search.end;
    case 'eb':
      return target.end <= search.start;
    case 'ap':
      return overlaps;
    default:
      return comparator satisfies never;
  }
}
