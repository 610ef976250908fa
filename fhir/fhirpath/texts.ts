/** String functions of FHIRPath: undefined (empty) for anything that is no string. */
const REGEXES = new Map<string, RegExp | undefined>();
/** Patterns come from the expressions of packs; more than this many are computed ones. */
const KEPT = 512;

/** A pattern as FHIRPath means it: `.` matches line ends too; undefined where it is no pattern. */
function regex(pattern: string, flags: string): RegExp | undefined {
  const key = `${flags}/${pattern}`;
  if (REGEXES.has(key)) return REGEXES.get(key);
  const made = compiled(pattern, flags);
  if (REGEXES.size < KEPT) REGEXES.set(key, made);
  return made;
}

const compiled = (pattern: string, flags: string): RegExp | undefined => {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
};

const both = (text: unknown, other: unknown): other is string =>
  typeof text === 'string' && typeof other === 'string';

export const matches = (text: unknown, pattern: unknown): boolean | undefined =>
  both(text, pattern) ? regex(pattern, 's')?.test(String(text)) : undefined;

export const matchesFull = (text: unknown, pattern: unknown): boolean | undefined =>
  both(text, pattern) ? regex(`^(?:${pattern})$`, 's')?.test(String(text)) : undefined;

export const startsWith = (text: unknown, other: unknown): boolean | undefined =>
  both(text, other) ? String(text).startsWith(other) : undefined;

export const endsWith = (text: unknown, other: unknown): boolean | undefined =>
  both(text, other) ? String(text).endsWith(other) : undefined;

export const containsText = (text: unknown, other: unknown): boolean | undefined =>
  both(text, other) ? String(text).includes(other) : undefined;

export const indexOf = (text: unknown, other: unknown): number | undefined =>
  both(text, other) ? String(text).indexOf(other) : undefined;

/** Empty where the start lies outside the string (FHIRPath 2.0.0, substring). */
export function substring(text: unknown, start: unknown, length?: unknown): string | undefined {
  if (typeof text !== 'string' || typeof start !== 'number') return undefined;
  if (start < 0 || start >= text.length) return undefined;
  return typeof length === 'number'
    ? text.slice(start, start + Math.max(0, length))
    : text.slice(start);
}

export const upper = (text: unknown): string | undefined =>
  typeof text === 'string' ? text.toUpperCase() : undefined;

export const lower = (text: unknown): string | undefined =>
  typeof text === 'string' ? text.toLowerCase() : undefined;

export const trim = (text: unknown): string | undefined =>
  typeof text === 'string' ? text.trim() : undefined;

export const length = (text: unknown): number | undefined =>
  typeof text === 'string' ? text.length : undefined;

export const toChars = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.split('') : [];

export const split = (text: unknown, by: unknown): readonly string[] =>
  both(text, by) ? String(text).split(by) : [];

export const replace = (text: unknown, part: unknown, by: unknown): string | undefined =>
  typeof text === 'string' && both(part, by) ? text.replaceAll(String(part), () => by) : undefined;

export const replaceMatches = (
  text: unknown,
  pattern: unknown,
  by: unknown,
): string | undefined => {
  if (typeof text !== 'string' || !both(pattern, by)) return undefined;
  const found = regex(String(pattern), 'gs');
  return found === undefined ? undefined : text.replace(found, by);
};

/** Joins texts as `&` does: nothing counts as the empty string. */
export const concat = (a: unknown, b: unknown): string => `${textOrEmpty(a)}${textOrEmpty(b)}`;

const textOrEmpty = (of: unknown): string =>
  typeof of === 'string' || typeof of === 'number' ? String(of) : '';

export const join = (texts: readonly unknown[], by: unknown): string | undefined => {
  const some = texts.filter((text) => typeof text === 'string');
  return some.length === 0 ? undefined : some.join(typeof by === 'string' ? by : '');
};
