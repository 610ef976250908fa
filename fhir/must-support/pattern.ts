import { isObject } from '../json.ts';

/**
 * Whether a value holds all of a pattern: every member of it and, for each repetition in the
 * pattern, one in the value that holds it (ElementDefinition.pattern[x], FHIR R4).
 */
export function holdsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(value) &&
      pattern.every((wanted) => value.some((item) => holdsPattern(item, wanted)))
    );
  }
  if (isObject(pattern)) {
    return (
      isObject(value) &&
      Object.entries(pattern).every(([name, wanted]) => holdsPattern(value[name], wanted))
    );
  }
  return value === pattern;
}
