/** A date, dateTime or time as its components; a component that is not given is absent. */
interface Moment {
  /** year, month, day, hour, minute, second with its fraction. */
  readonly parts: readonly number[];
  /** Minutes east of UTC, undefined where no zone is given. */
  readonly zone: number | undefined;
}

const DATE_TIME =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const TIME = /^(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d+)?))?)?$/;

/** Whether a text looks like a FHIR date or dateTime. */
export const isMoment = (text: string): boolean => DATE_TIME.test(text);

/**
 * Compares two dates, dateTimes or times: negative, zero or positive, undefined where the precision
 * of one of them leaves it open or they cannot be compared (FHIRPath 2.0.0, Comparison).
 */
export function compareMoments(a: string, b: string): number | undefined {
  if (areAlike(a, b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = momentOf(a);
  const right = momentOf(b);
  if (left === undefined || right === undefined) return undefined;
  const [one, other] = sameZone(left, right);
  const common = Math.min(one.length, other.length);
  for (let at = 0; at < common; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length === other.length ? 0 : undefined;
}

/** Of one form and one zone, so that the order of the texts is the order in time. */
const areAlike = (a: string, b: string): boolean => {
  const { length } = a;
  if (length !== b.length || a.charCodeAt(4) !== 45 || b.charCodeAt(4) !== 45) return false;
  if (length === 10 || length === 7) return DATE_TIME.test(a) && DATE_TIME.test(b);
  if (length < 20) return false;
  const last = a.charCodeAt(length - 1);
  if (last === 90) return b.charCodeAt(length - 1) === 90 && sameFraction(a, b);
  return a.endsWith(b.slice(-6)) && sameFraction(a, b);
};

/** The fraction begins, or the zone, at the same place in both. */
const sameFraction = (a: string, b: string): boolean => a.charCodeAt(19) === b.charCodeAt(19);

const momentOf = (text: string): Moment | undefined => {
  const match = DATE_TIME.exec(text);
  if (match === null) {
    const time = TIME.exec(text);
    if (time === null) return undefined;
    return { parts: [0, 1, 1, ...time.slice(1).flatMap(given)], zone: undefined };
  }
  return { parts: match.slice(1, 7).flatMap(given), zone: zoneOf(match[7]) };
};

const given = (text: string | undefined): number[] => (text === undefined ? [] : [Number(text)]);

const zoneOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4));
  return text.startsWith('-') ? -minutes : minutes;
};

/** Where zones differ what has one is moved to UTC; what has none is taken to be there. */
const sameZone = (a: Moment, b: Moment): [readonly number[], readonly number[]] =>
  a.zone === b.zone ? [a.parts, b.parts] : [inUtc(a), inUtc(b)];

const inUtc = ({ parts, zone }: Moment): readonly number[] => {
  if (zone === undefined) return parts;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second] = parts;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute - zone);
  const moved = [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
  return second === undefined ? moved : [...moved, second];
};
