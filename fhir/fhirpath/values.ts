import { type Collection, type Item, NOTHING, Primitive, sib, single, some, val } from './items.ts';
import { compareMoments, isMoment } from './moments.ts';

/**
 * Equality of two items; undefined where one is not there. Primitives without a value are equal
 * where their extensions are (FHIRPath 2.0.0, Equality).
 */
export function equal(a: Item, b: Item): boolean | undefined {
  if (a == null || b == null) return undefined;
  const left = val(a);
  const right = val(b);
  if (left === undefined || right === undefined) return left === right && sameTree(sib(a), sib(b));
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return sameTree(left, right);
}

/** Equality where both are dates, dateTimes or times: by precision and zone. */
export function equalMoments(a: Item, b: Item): boolean | undefined {
  const left = val(a);
  const right = val(b);
  if (typeof left !== 'string' || typeof right !== 'string') return equal(a, b);
  const order = compareMoments(left, right);
  return order === undefined ? (left === right ? true : undefined) : order === 0;
}

/** Equality of collections: in order, item by item; empty where one is empty. */
export function equalAll(a: Collection, b: Collection): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.length !== b.length) return false;
  let result: boolean | undefined = true;
  for (let at = 0; at < a.length; at++) {
    const same = equal(a[at], b[at]);
    if (same === false) return false;
    if (same === undefined) result = undefined;
  }
  return result;
}

/** Equivalence: in any order, texts without regard to case and space (FHIRPath 2.0.0, `~`). */
export function equivalent(a: Collection, b: Collection): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((one) => {
    const at = left.findIndex((other) => alike(one, other));
    if (at === -1) return false;
    left.splice(at, 1);
    return true;
  });
}

const alike = (a: Item, b: Item): boolean => {
  const left = val(a);
  const right = val(b);
  if (typeof left === 'string' && typeof right === 'string') return folded(left) === folded(right);
  if (typeof left === 'number' && typeof right === 'number') return Math.abs(left - right) < 1e-8;
  return equal(a, b) === true;
};

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** Levels that are compared by recursion before a stack of its own is worth making. */
const SHALLOW = 100;

/** Deep equality of two JSON trees. */
function sameTree(a: unknown, b: unknown, level = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (level > SHALLOW) return sameDeepTree(a, b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let at = 0; at < a.length; at++) if (!sameTree(a[at], b[at], level + 1)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  let count = 0;
  for (const key in left) {
    if (!Object.hasOwn(right, key) || !sameTree(left[key], right[key], level + 1)) return false;
    count++;
  }
  for (const _ in right) count--;
  return count === 0;
}

/** The same for trees of any depth, which is the sender's. */
function sameDeepTree(a: object, b: object): boolean {
  const pairs: unknown[] = [a, b];
  while (pairs.length > 0) {
    const right = pairs.pop();
    const left = pairs.pop();
    if (left === right) continue;
    if (typeof left !== 'object' || typeof right !== 'object') return false;
    if (left === null || right === null || Array.isArray(left) !== Array.isArray(right))
      return false;
    const entries = Object.entries(left);
    if (entries.length !== Object.keys(right).length) return false;
    for (const [key, value] of entries) {
      if (!Object.hasOwn(right, key)) return false;
      pairs.push(value, Reflect.get(right, key));
    }
  }
  return true;
}

/** Whether an item is among others; undefined where the item is empty (FHIRPath 2.0.0, `in`). */
export const isIn = (one: Item, among: Collection): boolean | undefined =>
  one == null ? undefined : some(among, (other) => equal(one, other) === true);

/** Items without repetition; of texts and numbers by a set, of trees by comparing likely ones. */
export function distinct(items: Collection): Collection {
  if (items.length < 2) return items;
  const seen = new Set<unknown>();
  const trees = new Map<number, Item[]>();
  return items.filter((one) => {
    // With an id or extensions a primitive is another than the bare value.
    const value = one instanceof Primitive ? { value: one.value, sibling: one.sibling } : one;
    if (typeof value !== 'object') return seen.size !== seen.add(value).size;
    if (seen.size === seen.add(value).size) return false;
    const print = fingerprint(value);
    const likely = trees.get(print) ?? [];
    if (likely.some((other) => equal(value, other) === true)) return false;
    likely.push(value);
    trees.set(print, likely);
    return true;
  });
}

/** A number that equal trees share whatever the order of their keys: of the first level only. */
function fingerprint(tree: unknown): number {
  let sum = 0;
  for (const node of Object.values(tree ?? {})) {
    if (typeof node === 'string') sum = (sum + textHash(node)) | 0;
    else if (typeof node === 'number' || typeof node === 'boolean') sum = (sum + Number(node)) | 0;
    else sum = (sum + (Array.isArray(node) ? node.length * 31 + 7 : 3)) | 0;
  }
  return sum;
}

const textHash = (text: string): number => {
  let hash = text.length;
  for (let at = 0; at < Math.min(text.length, 32); at++)
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
};

export const isDistinct = (items: Collection): boolean => distinct(items).length === items.length;

export const union = (a: Collection, b: Collection): Collection => distinct([...a, ...b]);

export const intersect = (a: Collection, b: Collection): Collection =>
  distinct(a.filter((one) => isIn(one, b) === true));

/** Whether two collections share an item: `intersect` of which only the existence is asked. */
export const overlaps = (a: Collection, b: Collection): boolean =>
  b.length > 0 && some(a, (one) => isIn(one, b) === true);

export const exclude = (a: Collection, b: Collection): Collection =>
  a.filter((one) => isIn(one, b) !== true);

export const subsetOf = (a: Collection, b: Collection): boolean =>
  a.every((one) => isIn(one, b) === true);

interface QuantityLike {
  readonly value?: unknown;
  readonly code?: unknown;
  readonly unit?: unknown;
  readonly system?: unknown;
}

/**
 * Compares numbers, dates, texts and quantities of one unit; undefined where they cannot be.
 * NaN-free, so that `< 0` and the like are false on undefined.
 */
export function compare(a: Item, b: Item): number | undefined {
  const left = val(a);
  const right = val(b);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (isMoment(left) && isMoment(right)) return compareMoments(left, right);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof left === 'object' && typeof right === 'object') return compareQuantities(left, right);
  return undefined;
}

const compareQuantities = (a: QuantityLike | null, b: QuantityLike | null): number | undefined => {
  if (typeof a?.value !== 'number' || typeof b?.value !== 'number') return undefined;
  const sameUnit =
    a.system === b.system && a.code === b.code && (a.code ?? a.unit) === (b.code ?? b.unit);
  return sameUnit ? a.value - b.value : undefined;
};

export const compareDates = (a: unknown, b: unknown): number | undefined =>
  typeof a === 'string' && typeof b === 'string' ? compareMoments(a, b) : undefined;

/** A collection where a truth is asked for: a boolean itself, anything else by being there. */
export const truth = (items: Collection): boolean | undefined => {
  if (items.length !== 1) return items.length === 0 ? undefined : true;
  const value = val(items[0]);
  return typeof value === 'boolean' || value === undefined ? value : true;
};

export const number = (of: unknown): number | undefined =>
  typeof of === 'number' && Number.isFinite(of) ? of : undefined;

/** Arithmetic of two numbers, `+` of two texts; undefined where one is missing. */
export function arithmetic(operator: string, a: unknown, b: unknown): unknown {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '+':
      return rounded(a + b);
    case '-':
      return rounded(a - b);
    case '*':
      return rounded(a * b);
    case '/':
      return b === 0 ? undefined : rounded(a / b);
    case 'div':
      return b === 0 ? undefined : Math.trunc(a / b);
    case 'mod':
      return b === 0 ? undefined : rounded(a % b);
    default:
      return undefined;
  }
}

/** Decimals keep 8 digits after the point (FHIRPath 2.0.0, Decimal), which hides binary fractions. */
const rounded = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toFixed(8));

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

export function toInteger(of: unknown): number | undefined {
  if (typeof of === 'boolean') return of ? 1 : 0;
  if (typeof of === 'number') return Number.isInteger(of) ? of : undefined;
  return typeof of === 'string' && /^[+-]?\d+$/.test(of) ? Number(of) : undefined;
}

export function toDecimal(of: unknown): number | undefined {
  if (typeof of === 'boolean') return of ? 1 : 0;
  if (typeof of === 'number') return of;
  return typeof of === 'string' && NUMBER.test(of) ? Number(of) : undefined;
}

export function toBoolean(of: unknown): boolean | undefined {
  if (typeof of === 'boolean') return of;
  const text = String(of).toLowerCase();
  if (['true', 't', 'yes', 'y', '1', '1.0'].includes(text)) return true;
  return ['false', 'f', 'no', 'n', '0', '0.0'].includes(text) ? false : undefined;
}

export function toText(of: unknown): string | undefined {
  if (typeof of === 'string') return of;
  return typeof of === 'number' || typeof of === 'boolean' ? String(of) : undefined;
}

/** The only item's value where it is a number, for arithmetic on collections. */
export const singleValue = (items: Collection): unknown => val(single(items));

export const hasValue = (items: Collection): boolean => {
  const value = singleValue(items);
  return value !== undefined && typeof value !== 'object';
};

/** Whether any, all or none are true; an item that is no boolean is neither. */
export const allAre = (items: Collection, truthOf: boolean): boolean =>
  items.every((one) => val(one) === truthOf);

export const anyIs = (items: Collection, truthOf: boolean): boolean =>
  items.some((one) => val(one) === truthOf);

export const skip = (items: Collection, count: unknown): Collection =>
  typeof count === 'number' && count < items.length ? items.slice(Math.max(0, count)) : NOTHING;

export const take = (items: Collection, count: unknown): Collection =>
  typeof count === 'number' && count > 0 ? items.slice(0, count) : NOTHING;

export const isPrimitive = (of: Item): boolean => of instanceof Primitive || typeof of !== 'object';
