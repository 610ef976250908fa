import { narrativeProblem } from '../rules/narrative.ts';
import { typeOfReference } from '../rules/reference.ts';
import * as items from './items.ts';
import { type Collection, type Item, val } from './items.ts';
import * as texts from './texts.ts';
import * as values from './values.ts';

/** What an expression asks the outside for; each may be left out and is then not known. */
export interface FhirPathCallbacks {
  /** The resource that a literal reference or canonical leads to. */
  readonly resolve?: (reference: string) => unknown;
  /** Whether a code, Coding or CodeableConcept is in a value set; undefined when not known. */
  readonly memberOf?: (concept: unknown, valueSet: string) => boolean | undefined;
  /** Whether a resource or element conforms to a profile; undefined when not known. */
  readonly conformsTo?: (element: unknown, profile: string) => boolean | undefined;
  /** The time of judging as an instant; `now()` and `today()` are empty without it. */
  readonly now?: () => string;
}

/** What translated expressions call `fp`: the functions of the language and the callbacks. */
export type FhirPathRuntime = ReturnType<typeof createRuntime>;

/** Binds the callbacks to the functions that translated expressions use. */
export function createRuntime(callbacks: FhirPathCallbacks = {}) {
  return { ...FUNCTIONS, ...asking(callbacks) };
}

const asking = ({ resolve, memberOf, conformsTo, now }: FhirPathCallbacks) => ({
  resolve: (of: Item): Item => resolved(of, resolve),
  memberOf(of: Collection, valueSet: unknown): boolean | undefined {
    if (memberOf === undefined || typeof valueSet !== 'string' || of.length === 0) return undefined;
    let known: boolean | undefined = false;
    for (const one of of) {
      const is = memberOf(val(one), valueSet);
      if (is === true) return true;
      if (is === undefined) known = undefined;
    }
    return known;
  },
  conformsTo: (of: Item, profile: unknown): boolean | undefined =>
    typeof profile === 'string' && of != null ? conformsTo?.(val(of), profile) : undefined,
  now: (): string | undefined => now?.(),
  today: (): string | undefined => now?.().slice(0, 10),
});

/**
 * What a reference leads to. Where nobody knows it, but the reference says its type, a resource of
 * that type and nothing else: enough for the `is` that invariants ask after `resolve()`.
 */
function resolved(of: Item, resolve: FhirPathCallbacks['resolve']): Item {
  const value = val(of);
  const named = typeof value === 'object' && value !== null ? value : { reference: value };
  const reference: unknown = Reflect.get(named, 'reference');
  if (typeof reference === 'string') {
    const found = resolve?.(reference);
    if (found != null) return found;
    const type = reference.startsWith('#') ? undefined : typeOfReference(reference);
    if (type !== undefined) return { resourceType: type };
  }
  const type: unknown = Reflect.get(named, 'type');
  return typeof reference === 'string' && typeof type === 'string' && /^[A-Z]/.test(type)
    ? { resourceType: type }
    : undefined;
}

const resourceTypeOf = (of: Item): string | undefined => {
  if (typeof of !== 'object' || of === null) return undefined;
  const type: unknown = Reflect.get(of, 'resourceType');
  return typeof type === 'string' ? type : undefined;
};

/** Whether a resource is of a type; every resource but three is a DomainResource (FHIR R4). */
const isResource = (of: Item, type: string): boolean | undefined => {
  if (of == null) return undefined;
  const given = resourceTypeOf(of);
  if (given === undefined || type === 'Resource') return given !== undefined;
  if (type === 'DomainResource') return !['Bundle', 'Parameters', 'Binary'].includes(given);
  return given === type;
};

/**
 * Whether every contained resource is referred to from the resource that holds it, or refers to it
 * (dom-3). Any string `#id` counts as a reference: only Reference, canonical, uri and url can be
 * meant by such a text.
 */
function containedAreReferred(of: Item): boolean {
  const contained = items.list(Reflect.get(Object(of), 'contained'));
  const unmatched = new Map<string, unknown>();
  for (const one of contained) {
    if (typeof one !== 'object' || one === null) continue;
    unmatched.set(`#${String(Reflect.get(one, 'id'))}`, one);
  }
  if (unmatched.size === 0) return true;
  someLocalReference(of, (reference) => unmatched.delete(reference) && unmatched.size === 0);
  for (const one of unmatched.values())
    if (!someLocalReference(one, (reference) => reference === '#')) return false;
  return true;
}

/** Tries the strings of a tree that begin with `#`; without recursion, for depth is the sender's. */
function someLocalReference(of: unknown, test: (reference: string) => boolean): boolean {
  const waiting: unknown[] = [of];
  for (let at = 0; at < waiting.length; at++) {
    // Not by `for in`: V8 takes that for objects of one shape, compiles it, and has to begin anew.
    for (const value of Object.values(waiting[at] as Readonly<Record<string, unknown>>)) {
      if (typeof value === 'object' && value !== null) {
        waiting.push(value);
      } else if (typeof value === 'string' && value.charCodeAt(0) === 35 && test(value))
        return true;
    }
  }
  return false;
}

const repeat = (from: Collection, step: (of: Item, at: number) => Collection): Collection => {
  const found: Item[] = [];
  const seen = new Set<Item>();
  let front = from;
  while (front.length > 0) {
    const fresh = items.flat(front, step).filter((one) => {
      if (seen.has(one)) return false;
      seen.add(one);
      return true;
    });
    for (const one of fresh) found.push(one);
    front = fresh;
  }
  return found;
};

const aggregate = (
  of: Collection,
  step: (one: Item, at: number, total: Item) => Item,
  start: Item,
): Item => of.reduce<Item>((total, one, at) => step(one, at, total), start);

const extension = (of: Item, url: string): Collection => {
  const extensions = items.nav(of, 'extension');
  return items.where(extensions, (one) => val(items.nav(one, 'url')[0]) === url);
};

const htmlChecks = (of: Item): boolean | undefined => {
  const value = val(of);
  return typeof value === 'string' ? narrativeProblem(value) === undefined : undefined;
};

const finite = (of: unknown, by: (of: number) => number): unknown =>
  typeof of === 'number' ? values.number(by(of)) : undefined;

/** Binds an item for an expression that needs it more than once. */
const let_ = <T>(of: Item, body: (of: Item) => T): T => body(of);

const FUNCTIONS = {
  ...items,
  ...texts,
  ...values,
  isResource,
  resourceTypeOf,
  containedAreReferred,
  repeat,
  aggregate,
  extension,
  htmlChecks,
  let: let_,
  ne: (a: Item, b: unknown): boolean => a != null && val(a) !== b,
  boolean: (is: boolean, isNot: boolean): boolean | undefined =>
    is ? true : isNot ? false : undefined,
  ofResourceType: (of: Collection, type: string): Collection =>
    items.where(of, (one) => isResource(one, type) === true),
  abs: (of: unknown): unknown => finite(of, Math.abs),
  ceiling: (of: unknown): unknown => finite(of, Math.ceil),
  floor: (of: unknown): unknown => finite(of, Math.floor),
  truncate: (of: unknown): unknown => finite(of, Math.trunc),
  sqrt: (of: unknown): unknown => finite(of, Math.sqrt),
  exp: (of: unknown): unknown => finite(of, Math.exp),
  ln: (of: unknown): unknown => finite(of, Math.log),
  round: (of: unknown, digits: unknown): unknown =>
    typeof of === 'number'
      ? Number(of.toFixed(typeof digits === 'number' ? digits : 0))
      : undefined,
  power: (of: unknown, exponent: unknown): unknown =>
    values.number(
      typeof of === 'number' && typeof exponent === 'number' ? of ** exponent : undefined,
    ),
  at: (of: Collection, index: unknown): Item => (typeof index === 'number' ? of[index] : undefined),
  first: (of: Collection): Item => of[0],
  last: (of: Collection): Item => of[of.length - 1],
};
