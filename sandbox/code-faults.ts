import places from './bound-codes.json' with { type: 'json' };
import type { Breakage, Fault } from './faults.ts';
import { isObject, type Json, type Resource } from './resource.ts';

export type CodeFaultId = `code-outside-set:${string}`;

/** Elements whose codes a profile binds as required, by type; extensions by the end of their URL. */
const BOUND: Readonly<Record<string, readonly string[]>> = places;

/** Faults of codes: one element of a type has a code that is in no value set. */
export const CODE_FAULTS: readonly Fault[] = Object.entries(BOUND).flatMap(([type, paths]) =>
  paths.map((path) => ({
    id: `code-outside-set:${type}.${path}` satisfies CodeFaultId,
    area: 'content' as const,
    title: `${type}.${path} outside its value set`,
    what: `${path} of every ${type} that has one holds a code that is in no value set.`,
  })),
);

const NO_SUCH_CODE = 'no-such-code';

/** What code faults make of a resource; the resource itself where none is about its type. */
export function withWrongCodes(resource: Resource, { broken }: Breakage): Resource {
  const { resourceType: type } = resource;
  return (BOUND[type] ?? [])
    .filter((path) => broken(`code-outside-set:${type}.${path}`))
    .reduce<Resource>((shown, path) => wrongAt(shown, path.split('.')) as Resource, resource);
}

const isNamed = (item: Json, extension: string): boolean =>
  isObject(item) && String(item['url']).split('/').at(-1) === extension;

/** A value with the codes at a path made wrong; what is not on the path is shared, not copied. */
function wrongAt(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) return wrong(value);
  if (Array.isArray(value)) return value.map((item: Json) => wrongAt(item, [step, ...rest]));
  if (!isObject(value)) return value;
  const [name = '', extension] = step.split(':');
  const member = value[name];
  if (member === undefined) return value;
  const changed =
    extension === undefined || !Array.isArray(member)
      ? wrongAt(member, rest)
      : member.map((item: Json) => (isNamed(item, extension) ? wrongAt(item, rest) : item));
  return { ...value, [name]: changed };
}

function wrong(value: Json): Json {
  if (Array.isArray(value)) return value.map(wrong);
  if (typeof value === 'string') return NO_SUCH_CODE;
  if (!isObject(value)) return value;
  return Array.isArray(value['coding'])
    ? { ...value, coding: value['coding'].map(wrong) }
    : { ...value, code: NO_SUCH_CODE };
}
