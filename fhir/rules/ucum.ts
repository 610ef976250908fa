import { UCUM_METRIC, UCUM_PLAIN, UCUM_PREFIXES } from './ucum-units.ts';

/** Enough for the units of any one server; beyond it new ones are judged without being kept. */
const KEPT = 4096;
/** A unit is a word; no unit of this length is meant. */
const LONGEST = 1024;
const known = new Map<string, boolean>();

/** Whether a code is a unit by UCUM's grammar and symbols, case sensitive (UCUM §§1 to 12). */
export function isUcum(code: string): boolean {
  const kept = known.get(code);
  if (kept !== undefined) return kept;
  const valid = code.length > 0 && code.length <= LONGEST && endOfTerm(code, 0) === code.length;
  if (known.size < KEPT && code.length < 100) known.set(code, valid);
  return valid;
}

const NONE = -1;
const OPEN = 40;
const CLOSE = 41;
const DOT = 46;
const SLASH = 47;

/** Terms joined by `.` and `/`, one `/` may lead; -1 where there is none (UCUM §7 to §10). */
function endOfTerm(code: string, from: number): number {
  let at = endOfComponent(code, code.charCodeAt(from) === SLASH ? from + 1 : from);
  while (at !== NONE && (code.charCodeAt(at) === DOT || code.charCodeAt(at) === SLASH))
    at = endOfComponent(code, at + 1);
  return at;
}

function endOfComponent(code: string, from: number): number {
  const char = code.charCodeAt(from);
  if (char === OPEN) {
    const end = endOfTerm(code, from + 1);
    return end !== NONE && code.charCodeAt(end) === CLOSE ? endOfAnnotations(code, end + 1) : NONE;
  }
  if (char === 123) return endOfAnnotations(code, from);
  const unit = endOfSymbol(code, from);
  if (unit === NONE) return NONE;
  return endOfAnnotations(
    code,
    unit === from ? endOfDigits(code, from) : endOfExponent(code, unit),
  );
}

/** Annotations are printable ASCII in braces; spaces, common in LOINC's own, pass (UCUM §12). */
function endOfAnnotations(code: string, from: number): number {
  let at = from;
  while (at !== NONE && code.charCodeAt(at) === 123) {
    const close = code.indexOf('}', at);
    for (let inside = at + 1; inside < close; inside++) {
      const char = code.charCodeAt(inside);
      if (char < 32 || char > 126 || char === 123) return NONE;
    }
    at = close === -1 ? NONE : close + 1;
  }
  return at;
}

/** The end of a unit symbol; `from` itself where a number stands; -1 for no unit. */
function endOfSymbol(code: string, from: number): number {
  if (code.startsWith('10*', from) || code.startsWith('10^', from)) return from + 3;
  if (isDigit(code.charCodeAt(from))) return from;
  let at = from;
  for (; at < code.length; at++) {
    const char = code.charCodeAt(at);
    if (char === 91) {
      const close = code.indexOf(']', at);
      if (close === -1) return NONE;
      at = close;
    } else if (isDigit(char) || ENDS_SYMBOL.has(char)) break;
  }
  return isUnit(code.slice(from, at)) ? at : NONE;
}

const ENDS_SYMBOL: ReadonlySet<number> = new Set([...'().+-/={}"'].map((c) => c.charCodeAt(0)));

/** A prefix goes only before a metric unit (UCUM §11). */
const isUnit = (symbol: string): boolean =>
  UCUM_METRIC.has(symbol) ||
  UCUM_PLAIN.has(symbol) ||
  (UCUM_PREFIXES.has(symbol.slice(0, 1)) && UCUM_METRIC.has(symbol.slice(1))) ||
  (UCUM_PREFIXES.has(symbol.slice(0, 2)) && UCUM_METRIC.has(symbol.slice(2)));

function endOfExponent(code: string, from: number): number {
  const sign = code.charCodeAt(from);
  const signed = sign === 43 || sign === 45;
  const end = endOfDigits(code, signed ? from + 1 : from);
  return signed && end === from + 1 ? NONE : end;
}

function endOfDigits(code: string, from: number): number {
  let at = from;
  while (isDigit(code.charCodeAt(at))) at++;
  return at;
}

const isDigit = (char: number): boolean => char >= 48 && char <= 57;
