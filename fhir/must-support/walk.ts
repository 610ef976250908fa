import { isObject } from '../json.ts';
import type { MustSupportRows } from '../pack-rows.ts';
import type { Occurrence } from './presence.ts';
import { type IsMember, sliceMember, sliceTypes } from './slice-member.ts';

interface Step {
  readonly name: string;
  /** `value[x]`: any of these types, or any at all. */
  readonly choice?: readonly string[] | 'any';
  readonly member?: IsMember;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Tells members of an extension slice by the url that it stands for. */
const extensionMember = (rows: MustSupportRows, path: string, id: string): IsMember | undefined => {
  const row = rows.extensions.find((extension) => extension.id === id && extension.path === path);
  return row === undefined ? undefined : (value) => isObject(value) && value['url'] === row.url;
};

/**
 * The steps of a path. A slice step (`component:systolic`) keeps only members of that slice; one
 * that the rows do not know keeps nothing.
 */
export function stepsOf(path: string, rows: MustSupportRows): readonly Step[] {
  const plain: string[] = [];
  return path.split('.').map((segment) => {
    const [head = '', slice] = segment.split(':');
    const before = plain.join('.');
    plain.push(head);
    const choice = head.endsWith('[x]');
    const name = choice ? head.slice(0, -3) : head;
    if (slice === undefined) return choice ? { name, choice: 'any' } : { name };
    if (head === 'extension') {
      return { name, member: extensionMember(rows, before, slice) ?? (() => false) };
    }
    const row = rows.slices.find((each) => each.slice === slice && each.path === plain.join('.'));
    if (row === undefined) return { name, member: () => false };
    return choice
      ? { name, choice: sliceTypes(row)?.map(capitalised) ?? 'any', member: sliceMember(row) }
      : { name, member: sliceMember(row) };
  });
}

/** Names under which an element can stand in an object: itself, or with a type for a choice. */
function propertiesOf(node: Record<string, unknown>, { name, choice }: Step): readonly string[] {
  if (choice === undefined) return [name];
  if (choice !== 'any') return choice.map((type) => name + type);
  const found = new Set<string>();
  for (const key in node) {
    const property = key.startsWith('_') ? key.slice(1) : key;
    const next = property.charCodeAt(name.length);
    if (property.startsWith(name) && next >= 65 && next <= 90) found.add(property);
  }
  return [...found];
}

/**
 * Calls back with each occurrence at the end of a path, until one call returns true. Gives back
 * whether one did.
 */
export function visit(
  node: unknown,
  steps: readonly Step[],
  found: (occurrence: Occurrence) => boolean,
  at = 0,
): boolean {
  const step = steps[at];
  if (step === undefined || !isObject(node)) return false;
  const last = at === steps.length - 1;
  const each = (value: unknown, twin: unknown): boolean => {
    if (value === undefined && twin === undefined) return false;
    if (step.member !== undefined && !step.member(value)) return false;
    if (last) return found(twin === undefined ? { value } : { value, twin });
    return visit(value, steps, found, at + 1);
  };
  return propertiesOf(node, step).some((property) => {
    const value = node[property];
    const twin = node[`_${property}`];
    if (!Array.isArray(value) && !Array.isArray(twin)) return each(value, twin);
    const values = Array.isArray(value) ? value : [value];
    const twins = Array.isArray(twin) ? twin : [twin];
    for (let i = 0; i < Math.max(values.length, twins.length); i += 1) {
      if (each(values[i], twins[i] ?? undefined)) return true;
    }
    return false;
  });
}
