import { isObject } from '../json.ts';

/** Whether two JSON values are the same, property order aside (ElementDefinition.fixed[x]). */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
    );
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(b);
  return (
    Object.keys(a).length === keys.length &&
    keys.every((key) => Object.hasOwn(a, key) && isSame(a[key], b[key]))
  );
}

/**
 * Whether a value shows all that a pattern gives: of a list each pattern item somewhere, of an object
 * each property (ElementDefinition.pattern[x]).
 */
export function fitsPattern(value: unknown, pattern: unknown): boolean {
  if (value === pattern) return true;
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(value) &&
      pattern.every((wanted) => value.some((item) => fitsPattern(item, wanted)))
    );
  }
  if (!isObject(pattern) || !isObject(value)) return false;
  for (const key in pattern) {
    if (!Object.hasOwn(value, key) || !fitsPattern(value[key], pattern[key])) return false;
  }
  return true;
}

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  let text: string;
  if (Array.isArray(value)) text = `a list of ${value.length}`;
  else if (isObject(value)) {
    const keys = Object.keys(value);
    text =
      keys.length > 6
        ? `an object with ${keys.slice(0, 6).join(', ')} and more`
        : keys.length === 0
          ? 'an empty object'
          : keys.every((key) => typeof value[key] !== 'object')
            ? JSON.stringify(value)
            : `an object with ${keys.join(', ')}`;
  } else text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117).toWellFormed()}...` : text;
}
