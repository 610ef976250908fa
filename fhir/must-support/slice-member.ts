import { isObject } from '../json.ts';
import type { MustSupportSlice } from '../pack-rows.ts';
import { holdsPattern } from './pattern.ts';

type Discriminator = MustSupportSlice['discriminators'][number];

/** Tells by its discriminators whether one repetition of an element is in a slice. */
export type IsMember = (value: unknown) => boolean;

const many = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

const segmentsOf = (path: string): readonly string[] => (path === '$this' ? [] : path.split('.'));

interface Demand {
  readonly segments: readonly string[];
  readonly holds: IsMember;
}

/**
 * Whether one value meets all demands together: those below the same element must be met by the
 * same repetition of it, so that a code counts only beside its own system.
 */
function meets(value: unknown, demands: readonly Demand[]): boolean {
  const below = new Map<string, Demand[]>();
  for (const { segments, holds } of demands) {
    const [first, ...rest] = segments;
    if (first === undefined) {
      if (!holds(value)) return false;
    } else {
      below.set(first, [...(below.get(first) ?? []), { segments: rest, holds }]);
    }
  }
  if (below.size === 0) return true;
  return (
    isObject(value) &&
    [...below].every(([name, wanted]) => many(value[name]).some((item) => meets(item, wanted)))
  );
}

/** Codes of a coded value as the pack spells them; a bare code stands without its system. */
const codesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (!isObject(value)) return [];
  if (Array.isArray(value['coding'])) return value['coding'].flatMap(codesOf);
  const { system, code } = value;
  return typeof code === 'string' ? [`${typeof system === 'string' ? system : ''}|${code}`] : [];
};

const bound = (codes: readonly string[]): IsMember => {
  const full = new Set(codes);
  const bare = new Set(codes.map((code) => code.slice(code.indexOf('|') + 1)));
  return (value) =>
    typeof value === 'string' ? bare.has(value) : codesOf(value).some((code) => full.has(code));
};

/** A `type` discriminator is met by the name of a choice element, which the path decides. */
function demandOf({ type, path, value, codes }: Discriminator): Demand {
  const segments = segmentsOf(path);
  switch (type) {
    case 'value':
    case 'pattern':
      return { segments, holds: (found) => holdsPattern(found, value) };
    case 'binding':
      return { segments, holds: bound(codes ?? []) };
    case 'exists':
      return { segments, holds: (found) => found !== undefined && found !== null };
    case 'type':
      return { segments, holds: () => true };
    case 'profile':
      return {
        segments: [...segments, 'meta', 'profile'],
        holds: (found) => many(value).includes(found),
      };
    default:
      return type satisfies never;
  }
}

/** Compiles a slice's discriminators. */
export function sliceMember({ discriminators }: MustSupportSlice): IsMember {
  const demands = discriminators.map(demandOf);
  return (value) => meets(value, demands);
}

/** The types by which a slice of a choice element is told (`value[x]:valueQuantity`). */
export const sliceTypes = ({ discriminators }: MustSupportSlice): readonly string[] | undefined => {
  const typed = discriminators.find(({ type, path }) => type === 'type' && path === '$this');
  return typed === undefined ? undefined : many(typed.value).map(String);
};
