/**
 * How FHIRPath's collections lie in memory: an array of items; an item is what `JSON.parse` gave (an
 * object, a string, a number, a boolean), or a `Primitive` where a value has a `_x` sibling.
 */
export type Item = unknown;
export type Collection = readonly Item[];

/** A primitive with an id or extensions, maybe without a value (FHIR R4, JSON, primitives). */
export class Primitive {
  readonly value: unknown;
  readonly sibling: unknown;

  constructor(value: unknown, sibling: unknown) {
    this.value = value ?? undefined;
    this.sibling = sibling;
  }
}

export const NOTHING: Collection = [];

/** A property's value and its sibling as one item, undefined where neither is there. */
export const item = (value: unknown, sibling: unknown): Item =>
  sibling == null ? (value ?? undefined) : new Primitive(value, sibling);

/** The value of an item: of a primitive without one undefined. */
export const val = (of: Item): unknown => (of instanceof Primitive ? of.value : (of ?? undefined));

/** The sibling object of a primitive, which holds its id and extensions. */
export const sib = (of: Item): unknown => (of instanceof Primitive ? of.sibling : undefined);

/** An array property of complex items. */
export const list = (value: unknown): Collection => (Array.isArray(value) ? value : NOTHING);

/** An array property of primitives, with its array of siblings. */
export function prims(values: unknown, siblings: unknown): Collection {
  if (!Array.isArray(siblings)) return Array.isArray(values) ? values : NOTHING;
  const some = list(values);
  const items: Item[] = [];
  for (let at = 0; at < Math.max(some.length, siblings.length); at++) {
    const one = item(some[at], siblings[at]);
    if (one !== undefined) items.push(one);
  }
  return items;
}

export const one = (of: Item): Collection => (of == null ? NOTHING : [of]);

/** The only item; more than one is an error in FHIRPath and counts as empty here. */
export const single = (items: Collection): Item => (items.length === 1 ? items[0] : undefined);

export const some = (items: Collection, test: (of: Item, at: number) => boolean): boolean => {
  for (let at = 0; at < items.length; at++) if (test(items[at], at)) return true;
  return false;
};

export const every = (items: Collection, test: (of: Item, at: number) => boolean): boolean => {
  for (let at = 0; at < items.length; at++) if (!test(items[at], at)) return false;
  return true;
};

export const where = (items: Collection, test: (of: Item, at: number) => boolean): Collection => {
  let kept: Item[] | undefined;
  for (let at = 0; at < items.length; at++) {
    if (!test(items[at], at)) continue;
    kept ??= [];
    kept.push(items[at]);
  }
  return kept ?? NOTHING;
};

export const flat = (items: Collection, of: (of: Item, at: number) => Collection): Collection => {
  if (items.length === 1) return of(items[0], 0);
  let all: Item[] | undefined;
  for (let at = 0; at < items.length; at++) {
    for (const found of of(items[at], at)) {
      all ??= [];
      all.push(found);
    }
  }
  return all ?? NOTHING;
};

/** For each item at most one. */
export const each = (items: Collection, of: (of: Item, at: number) => Item): Collection => {
  let all: Item[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const found = of(items[at], at);
    if (found == null) continue;
    all ??= [];
    all.push(found);
  }
  return all ?? NOTHING;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Looks a property up, not on the prototype. */
const own = (of: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(of, name) ? of[name] : undefined;

const listOf = (value: unknown, sibling: unknown): Collection =>
  Array.isArray(value) || Array.isArray(sibling)
    ? prims(value, sibling)
    : one(item(value, sibling));

/** Navigation where the type is not known: the property, or a choice of that name. */
export function nav(from: Item, name: string): Collection {
  const holder = from instanceof Primitive ? from.sibling : from;
  if (!isObject(holder)) return NOTHING;
  const value = own(holder, name);
  const sibling = own(holder, `_${name}`);
  if (value != null || sibling != null) return listOf(value, sibling);
  if (!CHOICES.has(name)) return NOTHING;
  return one(choice(holder, name));
}

export const navAll = (items: Collection, name: string): Collection =>
  flat(items, (of) => nav(of, name));

/** The value of a choice element whichever its type. */
export function choice(from: unknown, name: string): Item {
  if (!isObject(from)) return undefined;
  for (const key in from) {
    const plain = key.charCodeAt(0) === 95 ? key.slice(1) : key;
    if (plain.length > name.length && plain.startsWith(name) && TYPES.has(plain.slice(name.length)))
      return item(own(from, plain), own(from, `_${plain}`));
  }
  return undefined;
}

/** Whether a choice element is there, whichever its type. */
export const hasChoice = (from: unknown, name: string): boolean => choice(from, name) !== undefined;

/** Every child with its siblings folded in, in the order of the document. */
export function children(of: Item): Collection {
  const holder = of instanceof Primitive ? of.sibling : of;
  if (!isObject(holder)) return NOTHING;
  const all: Item[] = [];
  for (const key of Object.keys(holder)) {
    if (key === 'resourceType') continue;
    const isSibling = key.charCodeAt(0) === 95;
    const plain = isSibling ? key.slice(1) : key;
    if (isSibling && own(holder, plain) != null) continue;
    for (const child of listOf(own(holder, plain), own(holder, `_${plain}`))) all.push(child);
  }
  return all;
}

/** All children and theirs, without recursion: depth is the sender's. */
export function descendants(of: Item): Collection {
  const all: Item[] = [...children(of)];
  for (let at = 0; at < all.length; at++) {
    const next = all[at];
    if (typeof next === 'object') for (const child of children(next)) all.push(child);
  }
  return all;
}

/** Names of R4's choice elements, for navigation where no model tells. */
const CHOICES: ReadonlySet<string> = new Set(
  `abatement additive age allowed amount answer asNeeded author born bounds characteristic
  chargeItem code collected content created date deceased defaultValue definingSubstance definition
  detail diagnosis dose doseNumber due duration effective entity event example fastingStatus fixed
  identified indication instances item legallyBinding location manufacturer maxValue medication
  minValue minimumVolume module multipleBirth name occurred occurrence offset onset
  participantEffective pattern performed probability procedure product quantity rate reported
  scheduled seriesDoses serviced source start statusReason studyEffective subject substance target
  time timing topic used value
  when`.split(/\s+/),
);

/** Types that a choice can have, as they end its property's name (FHIR R4, Data Types, open types). */
const TYPES: ReadonlySet<string> = new Set(
  `Base64Binary Boolean Canonical Code Date DateTime Decimal Id Instant Integer Markdown Oid
  PositiveInt String Time UnsignedInt Uri Url Uuid Address Age Annotation Attachment
  CodeableConcept Coding ContactPoint Count Distance Duration HumanName Identifier Money Period
  Quantity Range Ratio Reference SampledData Signature Timing ContactDetail Contributor
  DataRequirement Expression ParameterDefinition RelatedArtifact TriggerDefinition UsageContext
  Dosage Meta`.split(/\s+/),
);
