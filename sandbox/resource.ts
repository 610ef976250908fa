/** Any JSON value as resources hold it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A FHIR resource as the sandbox keeps it. */
export interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: Json | undefined;
}

export type JsonObject = { readonly [key: string]: Json | undefined };

/** True for a JSON object, false for arrays and primitives. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a repeating or single element. */
export const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null
    ? []
    : Array.isArray(value)
      ? (value as readonly Json[])
      : [value];

/** Every value at a dotted path; `extension:NAME` steps into extensions whose URL ends in NAME. */
export function valuesAt(resource: JsonObject, path: string): readonly Json[] {
  let values: readonly Json[] = [resource];
  for (const step of path.split('.')) {
    const [name = '', extension] = step.split(':');
    values = values.flatMap((value) =>
      isObject(value)
        ? listOf(value[name]).filter(
            (member) => extension === undefined || endsWithName(member, extension),
          )
        : [],
    );
  }
  return values;
}

const endsWithName = (member: Json, name: string): boolean =>
  isObject(member) && typeof member['url'] === 'string' && member['url'].endsWith(`/${name}`);

/** The text of a string member, or undefined. */
export const textOf = (value: Json | undefined, name: string): string | undefined => {
  const member = isObject(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
};
