import type { TypeModel } from './model.ts';
import { isPrimitiveType } from './types.ts';

/** Repeatable chance: a linear congruential generator. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** What random elements are made from. */
export interface ElementSource {
  readonly model: TypeModel;
  /** Names of the elements of each type or backbone path. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Strings that the expression under test knows. */
  readonly words: readonly string[];
  /** Names that the expression knows: they are likelier. */
  readonly wanted: ReadonlySet<string>;
  readonly random: () => number;
}

const DEEPEST = 4;

/**
 * Makes an element of a type for tests of invariants: legal in shape, random in content, some
 * primitives with extensions, some with nothing else.
 */
export function randomElement(type: string, source: ElementSource, depth = 0): unknown {
  if (isPrimitiveType(type)) return randomPrimitive(type, source);
  const { model, names, wanted, random } = source;
  const isOpen = type === 'Resource' || type === 'DomainResource';
  const own = isOpen ? oneOf(['Patient', 'Observation', 'Composition'], random) : type;
  const isResource = model.element(own, 'implicitRules') !== undefined;
  const element: Record<string, unknown> = isResource ? { resourceType: own } : {};
  if (depth > DEEPEST) return element;
  for (const name of names.get(own) ?? []) {
    if (name === 'contained' && depth > 0) continue;
    if (random() > (wanted.has(name) ? 0.6 : depth > 1 ? 0.02 : 0.05)) continue;
    addProperty(element, own, name, source, depth);
  }
  return element;
}

function addProperty(
  element: Record<string, unknown>,
  type: string,
  name: string,
  source: ElementSource,
  depth: number,
): void {
  const fact = source.model.element(type, name);
  if (fact === undefined) return;
  const chosen = oneOf(fact.types, source.random);
  const key = fact.choice === true ? name + chosen.charAt(0).toUpperCase() + chosen.slice(1) : name;
  const count = fact.array ? 1 + Math.floor(source.random() * 2.5) : 1;
  const values: unknown[] = [];
  const siblings: unknown[] = [];
  for (let at = 0; at < count; at++) {
    const extended = isPrimitiveType(chosen) && source.random() < 0.15;
    const bare = extended && source.random() < 0.5;
    values.push(bare ? null : randomElement(chosen, source, depth + 1));
    siblings.push(extended ? { extension: [{ url: 'http://x', valueString: 'y' }] } : null);
  }
  if (values.some((value) => value !== null)) element[key] = fact.array ? values : values[0];
  if (siblings.some((sibling) => sibling !== null))
    element[`_${key}`] = fact.array ? siblings : siblings[0];
}

const PRIMITIVES: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  integer: [0, 1, 2, 3],
  unsignedInt: [0, 1, 2, 3],
  positiveInt: [1, 2, 3],
  decimal: [0, 1, 1.5, 100, 101, 7.25],
  date: ['2020', '2020-01', '2020-01-05', '2019-12-31'],
  dateTime: [
    '2020',
    '2020-01',
    '2020-01-05',
    '2020-01-05T10:00:00Z',
    '2020-01-05T10:00:00+05:00',
    '2019-12-31T23:00:00-02:00',
  ],
  instant: ['2020-01-05T10:00:00Z', '2020-01-05T10:00:00+05:00'],
  time: ['10:00:00', '11:30:00'],
  xhtml: ['<div xmlns="http://www.w3.org/1999/xhtml">x</div>', '<p>'],
};

const WORDS = [
  'a',
  'b',
  '#a',
  '#',
  '1.0',
  'A_b',
  '123',
  '1234567893',
  '12345',
  '12D1234567',
  'x.y',
];

const randomPrimitive = (type: string, { words, random }: ElementSource): unknown => {
  const known = PRIMITIVES[type];
  if (known !== undefined) return oneOf(known, random);
  return words.length > 0 && random() < 0.7 ? oneOf(words, random) : oneOf(WORDS, random);
};

const oneOf = <T>(from: readonly T[], random: () => number): T => {
  const found = from[Math.floor(random() * from.length) % from.length];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
};
