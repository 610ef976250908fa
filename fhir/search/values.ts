import { isObject } from '../json.ts';

const SEGMENT = /extension\([^)]*\)|[A-Za-z_]\w*/g;
const EXTENSION = /^extension\(([^)]*)\)$/;

/** Path → its segments; an extension is spelt `extension(url)`. */
const segmentsOf = (path: string): readonly string[] => path.match(SEGMENT) ?? [];

const many = (value: unknown): readonly unknown[] => {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => item !== undefined && item !== null);
};

const isChoiceOf = (name: string, property: string): boolean =>
  property.startsWith(name) && /^[A-Z]/.test(property.slice(name.length));

function step(node: unknown, segment: string): readonly unknown[] {
  if (!isObject(node)) return [];
  const url = EXTENSION.exec(segment)?.[1];
  if (url !== undefined) {
    return many(node['extension']).filter((item) => isObject(item) && item['url'] === url);
  }
  if (node[segment] !== undefined) return many(node[segment]);
  // A choice element (`onset`) has its type in its name (`onsetDateTime`).
  return Object.keys(node)
    .filter((property) => isChoiceOf(segment, property))
    .flatMap((property) => many(node[property]));
}

/**
 * Everything found at an element path of a resource, repetitions and choice types flattened, nulls
 * (placeholders of primitives that have only extensions) left out.
 */
export const valuesAt = (resource: unknown, path: string): readonly unknown[] =>
  segmentsOf(path).reduce<readonly unknown[]>(
    (nodes, segment) => nodes.flatMap((node) => step(node, segment)),
    [resource],
  );
