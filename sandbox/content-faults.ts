import type { Breakage, Fault } from './faults.ts';
import places from './must-support-places.json' with { type: 'json' };
import { isObject, type Json, type JsonObject, type Resource } from './resource.ts';

export type ContentFaultId = `must-support-dropped:${string}` | `code-without-system:${string}`;

type ByType = Readonly<Record<string, readonly string[]>>;

const DROPPED: ByType = places.dropped;
const UNSYSTEMATIC: ByType = places.unsystematic;

const each = (byType: ByType, make: (type: string, place: string) => Fault): readonly Fault[] =>
  Object.entries(byType).flatMap(([type, paths]) => paths.map((path) => make(type, path)));

/** Faults of what resources hold: an element that no resource has, codes that lack their system. */
export const CONTENT_FAULTS: readonly Fault[] = [
  ...each(DROPPED, (type, place) => ({
    id: `must-support-dropped:${type}.${place}` satisfies ContentFaultId,
    area: 'content',
    title: `No ${type} has ${place.replaceAll('|', ' or ')}`,
    what: `${place.replaceAll('|', ' and ')} ${place.includes('|') ? 'are' : 'is'} left out of every ${type}.`,
  })),
  ...each(UNSYSTEMATIC, (type, place) => ({
    id: `code-without-system:${type}.${place}` satisfies ContentFaultId,
    area: 'content',
    title: `${type}.${place} without a system`,
    what: `What stands in ${place} of every ${type} has no system.`,
  })),
];

/** What content faults leave of a resource; the resource itself where none is about its type. */
export function withContentFaults(resource: Resource, { broken }: Breakage): Resource {
  const { resourceType: type } = resource;
  let left: Json | undefined = resource;
  for (const place of DROPPED[type] ?? []) {
    if (!broken(`must-support-dropped:${type}.${place}`)) continue;
    for (const path of place.split('|')) left = without(left, path.split('.'));
  }
  for (const path of UNSYSTEMATIC[type] ?? []) {
    if (broken(`code-without-system:${type}.${path}`)) {
      left = changed(left, path.split('.'), systemless);
    }
  }
  return left as Resource;
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Whether a member is the one that a step names: `value[x]` is a value of any type. */
const isNamed = (step: string, member: string): boolean => {
  const name = member.replace(/^_/, '');
  if (!step.endsWith('[x]')) return name === step;
  const start = step.slice(0, -3);
  return name.startsWith(start) && /^[A-Z]/.test(name.slice(start.length));
};

/** A list without the extensions whose url ends in a name. */
const withoutExtension = (list: Json | undefined, name: string): Json | undefined =>
  Array.isArray(list)
    ? list.filter(
        (item: Json) => !(isObject(item) && String(item['url']).split('/').at(-1) === name),
      )
    : list;

/** A value without what stands at a path; an object or list that this empties goes as well. */
function without(
  value: Json | undefined,
  [step = '', ...rest]: readonly string[],
): Json | undefined {
  if (Array.isArray(value)) {
    const kept = value.map((member: Json) => without(member, [step, ...rest]) ?? null);
    return kept.filter((member) => member !== null);
  }
  if (!isObject(value)) return value;
  const [name = '', extension] = step.split(':');
  const left: Record<string, Json | undefined> = {};
  for (const [member, content] of Object.entries(value)) {
    const kept = !isNamed(name, member)
      ? content
      : extension !== undefined
        ? withoutExtension(content, extension)
        : rest.length === 0
          ? undefined
          : without(content, rest);
    if (!isEmpty(kept)) left[member] = kept;
  }
  return isEmpty(left) ? undefined : left;
}

/** A value with what stands at a path changed; the rest is shared, not copied. */
function changed(
  value: Json | undefined,
  path: readonly string[],
  to: (value: Json) => Json,
): Json | undefined {
  if (Array.isArray(value)) return value.map((member: Json) => changed(member, path, to) ?? null);
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? value : to(value);
  if (!isObject(value) || value[step] === undefined) return value;
  return { ...value, [step]: changed(value[step], rest, to) };
}

function systemless(value: Json): Json {
  if (!isObject(value)) return value;
  const { system: _, coding, ...rest } = value as JsonObject;
  return coding === undefined
    ? rest
    : { ...rest, coding: Array.isArray(coding) ? coding.map(systemless) : coding };
}
