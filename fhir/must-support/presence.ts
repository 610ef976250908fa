import { isObject } from '../json.ts';

/**
 * What is seen of an element in one resource, least first. Only `shown` counts; the others say why
 * an occurrence does not.
 */
export const SIGHTS = [
  'absent',
  'extension-only',
  'data-absent-reason',
  'other-value',
  'shown',
] as const;

export type Sight = (typeof SIGHTS)[number];

/** The sight that shows more. */
export const better = (a: Sight, b: Sight): Sight =>
  SIGHTS.indexOf(a) >= SIGHTS.indexOf(b) ? a : b;

/** Extension that says why data is missing (FHIR R4, Data Absent Reason). */
export const DATA_ABSENT_REASON = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** One occurrence of an element: its value, and for a primitive its twin with id and extensions. */
export interface Occurrence {
  readonly value: unknown;
  readonly twin?: unknown;
}

export const extensionsOf = ({ value, twin }: Occurrence): readonly Record<string, unknown>[] =>
  [value, twin].flatMap((part) => {
    const extensions = isObject(part) ? part['extension'] : undefined;
    return Array.isArray(extensions) ? extensions.filter(isObject) : [];
  });

const hasContent = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(hasContent);
  if (!isObject(value)) return true;
  for (const name in value) {
    if (name !== 'extension' && name !== 'id' && hasContent(value[name])) return true;
  }
  return false;
};

const carriesReason = ({ value, twin }: Occurrence): boolean => {
  const carries = (part: unknown): boolean =>
    isObject(part) &&
    Array.isArray(part['extension']) &&
    part['extension'].some((item) => isObject(item) && item['url'] === DATA_ABSENT_REASON);
  return carries(value) || carries(twin);
};

/**
 * Whether an occurrence counts as populated. One that carries a data-absent-reason does not; one
 * that has nothing but extensions does only where such an extension is itself must-support there
 * (`counting`). False is a value.
 */
export function presence(occurrence: Occurrence, counting: ReadonlySet<string>): Sight {
  if (carriesReason(occurrence)) return 'data-absent-reason';
  if (hasContent(occurrence.value)) return 'shown';
  const extensions = extensionsOf(occurrence);
  if (extensions.length === 0) return 'absent';
  return extensions.some(({ url }) => typeof url === 'string' && counting.has(url))
    ? 'shown'
    : 'extension-only';
}
