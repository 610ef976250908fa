import { isCalendarDate, isClock, isDate, isDateTime, isInstant } from './date-times.ts';

/**
 * Tells what was expected where a value is not of the type; undefined where it is (FHIR R4, Data
 * Types, Primitive Types). The value is what `JSON.parse` gave.
 */
export type PrimitiveCheck = (value: unknown) => string | undefined;

/** A FHIR string may hold 1 MB (FHIR R4, string). */
export const MAX_STRING = 1_048_576;

const MAX_INTEGER = 2_147_483_647;
const SPACE = 32;

export const booleanProblem: PrimitiveCheck = (value) =>
  value === true || value === false ? undefined : 'true or false, without quotes';

export const integerProblem: PrimitiveCheck = (value) =>
  Number.isInteger(value) && inRange(value, -2_147_483_648)
    ? undefined
    : 'a JSON number without decimals from -2147483648 to 2147483647';

export const unsignedIntProblem: PrimitiveCheck = (value) =>
  Number.isInteger(value) && inRange(value, 0)
    ? undefined
    : 'a JSON number without decimals from 0 to 2147483647';

export const positiveIntProblem: PrimitiveCheck = (value) =>
  Number.isInteger(value) && inRange(value, 1)
    ? undefined
    : 'a JSON number without decimals from 1 to 2147483647';

const inRange = (value: unknown, least: number): boolean =>
  typeof value === 'number' && value >= least && value <= MAX_INTEGER;

export const decimalProblem: PrimitiveCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : 'a JSON number, without quotes';

export const stringProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && value !== '' && value.length <= MAX_STRING
    ? undefined
    : textExpected(value, 'a JSON string');

const textExpected = (value: unknown, plain: string): string => {
  if (value === '') return 'a string with content, or no property at all';
  return typeof value === 'string' ? `at most ${MAX_STRING} characters` : plain;
};

/**
 * What a string should rather be: R4 asks (SHOULD) for content other than whitespace and for no
 * control characters but tab, carriage return and line feed. A warning, never an error.
 */
export function stringAdvice(value: string): string | undefined {
  let content = false;
  for (let at = 0; at < value.length; at++) {
    const char = value.charCodeAt(at);
    if (char > SPACE) content = true;
    else if (char !== SPACE && char !== 9 && char !== 10 && char !== 13)
      return 'no control characters but tab, carriage return and line feed';
  }
  return content ? undefined : 'content other than whitespace';
}

const CODE = 'a code: no leading, trailing or double spaces and no other whitespace';

export const codeProblem: PrimitiveCheck = (value) => {
  if (typeof value !== 'string' || value === '') return textExpected(value, 'a JSON string (code)');
  let afterSpace = true;
  for (let at = 0; at < value.length; at++) {
    const char = value.charCodeAt(at);
    if (char > SPACE && char < 128) afterSpace = false;
    else if (char === SPACE) {
      if (afterSpace) return CODE;
      afterSpace = true;
    } else if (isWhitespace(char)) return CODE;
    else afterSpace = false;
  }
  return afterSpace ? CODE : undefined;
};

const isWhitespace = (char: number): boolean =>
  char <= SPACE
    ? char === SPACE || (char >= 9 && char <= 13)
    : char === 0x85 ||
      char === 0xa0 ||
      char === 0x1680 ||
      (char >= 0x2000 && char <= 0x200a) ||
      char === 0x2028 ||
      char === 0x2029 ||
      char === 0x202f ||
      char === 0x205f ||
      char === 0x3000 ||
      char === 0xfeff;

const ID = 'an id: 1 to 64 of A-Z, a-z, 0-9, "-" and "."';

export const idProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && isId(value) ? undefined : ID;

/** Whether a text is a FHIR id (`[A-Za-z0-9\-.]{1,64}`), from an offset on. */
export function isId(value: string, from = 0, to: number = value.length): boolean {
  if (to <= from || to - from > 64) return false;
  for (let at = from; at < to; at++) {
    const char = value.charCodeAt(at);
    const letter = char | 32;
    if (letter >= 97 && letter <= 122) continue;
    if ((char >= 48 && char <= 57) || char === 45 || char === 46) continue;
    return false;
  }
  return true;
}

const URI = 'a URI without whitespace';
const OID = 'urn:oid: and numbers separated by dots, none with a leading zero';
const UUID = 'urn:uuid: and 8-4-4-4-12 hexadecimal digits in lower case';
const UUID_FORM = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const uriProblem: PrimitiveCheck = (value) => {
  if (typeof value !== 'string' || value === '') return textExpected(value, 'a JSON string (URI)');
  for (let at = 0; at < value.length; at++) {
    const char = value.charCodeAt(at);
    if ((char <= SPACE || char > 127) && (char <= SPACE || isWhitespace(char))) return URI;
  }
  const first = value.charCodeAt(0);
  // "h" of http, by far the commonest; only urn:, oid: and uuid: have rules of their own.
  if (first === 104) return undefined;
  if (first === 117) return urnProblem(value);
  return first === 111 && value.startsWith('oid:') ? OID : undefined;
};

/** After `urn:oid:` an arc of 0 to 2, then others, none with a leading zero (RFC 3061). */
const isOid = (value: string): boolean => {
  const root = value.charCodeAt(8);
  if (root < 48 || root > 50 || value.length < 11) return false;
  let start = -1;
  for (let at = 9; at < value.length; at++) {
    const char = value.charCodeAt(at);
    if (char === 46) {
      if (start === at || at === value.length - 1) return false;
      start = at + 1;
    } else if (char < 48 || char > 57 || start === -1) return false;
    else if (at === start + 1 && value.charCodeAt(start) === 48) return false;
  }
  return start !== -1;
};

const urnProblem = (value: string): string | undefined => {
  if (value.startsWith('urn:oid:')) return isOid(value) ? undefined : OID;
  if (value.startsWith('urn:uuid:')) return UUID_FORM.test(value) ? undefined : UUID;
  return value.startsWith('uuid:') ? UUID : undefined;
};

export const urlProblem: PrimitiveCheck = uriProblem;

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

export const canonicalProblem: PrimitiveCheck = (value) => {
  const problem = uriProblem(value);
  if (problem !== undefined || typeof value !== 'string') return problem;
  const absolute = value.charCodeAt(0) === 35 || value.startsWith('http') || SCHEME.test(value);
  return absolute ? undefined : 'an absolute URL, or # and the id of a contained resource';
};

export const oidProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && value.startsWith('urn:oid:') && isOid(value) ? undefined : OID;

export const uuidProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && UUID_FORM.test(value) ? undefined : UUID;

const BASE64 = 'base64: A-Z, a-z, 0-9, "+" and "/" in groups of four, padded with "="';

/** Linear: content of many megabytes comes by here. Whitespace is allowed (FHIR R4, base64Binary). */
export const base64BinaryProblem: PrimitiveCheck = (value) => {
  if (typeof value !== 'string' || value === '') return textExpected(value, 'a base64 JSON string');
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < value.length; at++) {
    const char = value.charCodeAt(at);
    const kind = char < 128 ? (BASE64_KINDS[char] ?? 0) : 0;
    if (kind === 1 && padding === 0) {
      // The common run of digits has a loop to itself.
      const from = at;
      while (at + 1 < value.length && BASE64_KINDS[value.charCodeAt(at + 1)] === 1) at++;
      digits += at - from + 1;
    } else if (kind === 2 && padding < 2) padding++;
    else if (kind !== 3) return BASE64;
  }
  return (digits + padding) % 4 === 0 && digits > 0 ? undefined : BASE64;
};

/** By ASCII code: 1 a digit of base64, 2 padding, 3 whitespace, 0 none of them. */
const BASE64_KINDS: Uint8Array = (() => {
  const kinds = new Uint8Array(128);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (const digit of digits) kinds[digit.charCodeAt(0)] = 1;
  kinds[61] = 2;
  for (const space of [9, 10, 11, 12, 13, SPACE]) kinds[space] = 3;
  return kinds;
})();

export const dateProblem: PrimitiveCheck = (value) => {
  if (typeof value === 'string' && isDate(value)) return undefined;
  return noSuchDay(value) ?? 'a date as YYYY, YYYY-MM or YYYY-MM-DD';
};

export const dateTimeProblem: PrimitiveCheck = (value) => {
  if (typeof value === 'string' && isDateTime(value)) return undefined;
  return (
    noSuchDay(value) ??
    'YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)'
  );
};

export const instantProblem: PrimitiveCheck = (value) => {
  if (typeof value === 'string' && isInstant(value)) return undefined;
  return noSuchDay(value) ?? 'YYYY-MM-DDThh:mm:ss with a time zone (Z or +hh:mm)';
};

const noSuchDay = (value: unknown): string | undefined =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d(T|$)/.test(value) &&
  !isCalendarDate(value.slice(0, 10))
    ? 'a day that exists in the calendar'
    : undefined;

export const timeProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && isClock(value) ? undefined : 'a time as hh:mm:ss, 24 hours';

export const xhtmlProblem: PrimitiveCheck = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a JSON string with an XHTML div';

/** The check of each primitive type by its name; of `xhtml` only that it is a string. */
export const primitiveChecks: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: booleanProblem,
  integer: integerProblem,
  unsignedInt: unsignedIntProblem,
  positiveInt: positiveIntProblem,
  decimal: decimalProblem,
  string: stringProblem,
  markdown: stringProblem,
  code: codeProblem,
  id: idProblem,
  uri: uriProblem,
  url: urlProblem,
  canonical: canonicalProblem,
  oid: oidProblem,
  uuid: uuidProblem,
  base64Binary: base64BinaryProblem,
  date: dateProblem,
  dateTime: dateTimeProblem,
  instant: instantProblem,
  time: timeProblem,
  xhtml: xhtmlProblem,
};
