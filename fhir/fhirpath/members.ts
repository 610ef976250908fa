import {
  EMPTY,
  type Form,
  itemOf,
  type Many,
  manyOf,
  type One,
  or,
  type Types,
  collection,
  isEmpty,
} from './forms.ts';
import type { ElementFact, TypeModel } from './model.ts';
import type { Scope } from './scope.ts';
import { areComplex, areResources, isPrimitiveType } from './types.ts';

/** Beyond so many types a choice is looked for by its name, not property by property. */
const MANY_CHOICES = 12;

/** Navigates from a form to the element of a name. */
export function member(target: Form, name: string, scope: Scope): Form {
  if (target.kind === 'bool' || isEmpty(target)) return EMPTY;
  if (target.kind === 'many') return memberOfMany(target, name, scope);
  if (target.choices !== undefined) {
    const found = target.choices.map((choice) => member(choice, name, scope));
    return together(found.filter((form) => !isEmpty(form)));
  }
  const { types } = target;
  if (types === undefined) return untyped(target, name);
  const facts = types.flatMap((type) => factOf(type, name, scope.model) ?? []);
  const [fact] = facts;
  if (fact === undefined) {
    const isOpen =
      areResources(types) || (scope.model === undefined && !types.every(isPrimitiveType));
    return isOpen ? untyped(target, name) : EMPTY;
  }
  if (!facts.every((other) => sameShape(other, fact))) return untyped(target, name);
  const merged = { ...fact, types: [...new Set(facts.flatMap((one) => one.types))] };
  return ofFact(target, merged.property ?? name, merged, scope);
}

function memberOfMany(target: Many, name: string, scope: Scope): Form {
  const variable = scope.fresh();
  const from = itemOf(variable, target.types, areComplex(target.types));
  return mapped(target.js, variable, member(from, name, scope));
}

/** What each item of a source becomes: collected, or asked for with `some`. */
export function mapped(source: string, name: string, inner: Form): Many {
  if (isEmpty(inner)) return EMPTY;
  const has = inner.kind === 'bool' ? undefined : hasInner(source, name, inner);
  const types = inner.kind === 'bool' ? ['boolean'] : inner.types;
  const js =
    inner.kind === 'one'
      ? `fp.each(${source}, (${name}) => ${inner.item})`
      : `fp.flat(${source}, (${name}) => ${collection(inner)})`;
  return { kind: 'many', types, js, ...(has ?? {}), steps: { source, name, inner } };
}

const hasInner = (source: string, name: string, inner: One | Many): { has: string } => ({
  has: `fp.some(${source}, (${name}) => ${inner.kind === 'one' ? inner.has : (inner.has ?? `${inner.js}.length > 0`)})`,
});

/** Several forms one after the other. */
const together = (forms: readonly Form[]): Form => {
  const [first] = forms;
  if (first === undefined) return EMPTY;
  if (forms.length === 1) return first;
  const types = forms.flatMap((form) => (form.kind === 'bool' ? ['boolean'] : (form.types ?? [])));
  return manyOf(`[${forms.map((form) => `...${collection(form)}`).join(', ')}]`, [
    ...new Set(types),
  ]);
};

type FoundFact = ElementFact & { readonly property?: string };

/** The element of a name, or the property of one type of a choice (`valueQuantity`). */
function factOf(type: string, name: string, model: TypeModel | undefined): FoundFact | undefined {
  if (isPrimitiveType(type)) return PRIMITIVE_CHILDREN[name];
  const fact =
    model?.element(type, name) ??
    // What only a DomainResource has, none of the other resources has by that name.
    (type === 'Resource' ? model?.element('DomainResource', name) : undefined);
  if (fact !== undefined) return fact;
  for (let at = 1; at < name.length; at++) {
    if (name[at] !== name[at]?.toUpperCase()) continue;
    const choice = model?.element(type, name.slice(0, at));
    if (choice?.choice !== true) continue;
    const suffix = name.slice(at);
    const found = choice.types.find((one) => capital(one) === suffix);
    if (found !== undefined) return { types: [found], array: false };
  }
  return undefined;
}

const PRIMITIVE_CHILDREN: Readonly<Record<string, ElementFact>> = {
  id: { types: ['string'], array: false },
  extension: { types: ['Extension'], array: true },
};

const sameShape = (a: ElementFact, b: ElementFact): boolean =>
  a.array === b.array &&
  a.choice === b.choice &&
  a.types.some(isPrimitiveType) === b.types.some(isPrimitiveType);

function ofFact(target: One, name: string, fact: ElementFact, scope: Scope): Form {
  const onPrimitive = target.types?.some(isPrimitiveType) === true;
  const holder = onPrimitive ? target.sib : target.val;
  if (fact.choice === true) return choiceOf(target, name, fact, scope);
  const isPrimitive = fact.types.some(isPrimitiveType);
  if (fact.array) {
    const read = isPrimitive
      ? bound(
          target,
          holder,
          scope,
          (from) => `fp.prims(${at(from, name)}, ${at(from, `_${name}`)})`,
        )
      : `fp.list(${at(holder, name)})`;
    return manyOf(read, fact.types);
  }
  return property(target, holder, name, fact.types, scope);
}

/** One property, with its sibling where it is a primitive. */
function property(target: One, holder: string, name: string, types: Types, scope: Scope): One {
  const value = at(holder, name);
  const known = target.item === scope.names.node ? scope.known(name) : undefined;
  if (areComplex(types)) {
    const plain = itemOf(value, types, true);
    return { ...plain, has: known ?? plain.has, simple: target.simple };
  }
  const both = (body: (value: string, sibling: string) => string): string =>
    bound(target, holder, scope, (from) => body(at(from, name), at(from, `_${name}`)));
  return {
    kind: 'one',
    types,
    item: both((plain, sibling) => `fp.item(${plain}, ${sibling})`),
    val: value,
    sib: at(holder, `_${name}`),
    has: known ?? both((plain, sibling) => `(${plain} != null || ${sibling} != null)`),
    simple: target.simple,
  };
}

function choiceOf(target: One, name: string, fact: ElementFact, scope: Scope): One {
  const choices = fact.types.map((type) =>
    property(target, target.val, `${name}${capital(type)}`, [type], scope),
  );
  const known = target.item === scope.names.node ? scope.known(name) : undefined;
  if (choices.length > MANY_CHOICES) {
    const whole = itemOf(`fp.choice(${target.val}, ${JSON.stringify(name)})`, fact.types, false);
    const has = known ?? `fp.hasChoice(${target.val}, ${JSON.stringify(name)})`;
    return { ...whole, has, simple: false, choices };
  }
  const whole = itemOf(`(${choices.map(({ item }) => item).join(' ?? ')})`, fact.types, false);
  const val = `(${choices.map((choice) => choice.val).join(' ?? ')})`;
  const has = known ?? choices.map((choice) => choice.has).reduce(or, 'false');
  return { ...whole, val, has, simple: false, choices };
}

/** The choices of a choice element that pass a test of their type. */
export function someChoices(choices: readonly One[], passes: (type: string) => boolean): Form {
  const kept = choices.filter((one) => passes(one.types?.[0] ?? ''));
  const [first] = kept;
  if (first === undefined) return EMPTY;
  if (kept.length === 1) return first;
  const types = kept.flatMap((one) => one.types ?? []);
  return {
    ...itemOf(`(${kept.map(({ item }) => item).join(' ?? ')})`, types, false),
    has: kept.map(({ has }) => has).reduce(or, 'false'),
    choices: kept,
  };
}

/** A choice element's property of one type, where only its name is known. */
export function namedChoice(holder: One, name: string, type: string, scope: Scope): One {
  const plain = type.replace(/^(FHIR|System)\./, '');
  return property(holder, holder.val, `${name}${capital(plain)}`, [plain], scope);
}

const untyped = (target: One, name: string): Form => {
  const js = `fp.nav(${target.item}, ${JSON.stringify(name)})`;
  return { ...manyOf(js, undefined), untyped: { holder: target, name } };
};

/** Reads a property; what holds it may be absent. */
const at = (holder: string, name: string): string => {
  const safe = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  if (holder === 'undefined') return 'undefined';
  return safe ? `${holder}?.${name}` : `${holder}?.[${JSON.stringify(name)}]`;
};

/** Writes an expression over a holder, bound to a name first where it is long. */
const bound = (
  target: One,
  holder: string,
  scope: Scope,
  body: (from: string) => string,
): string => {
  if (target.simple) return body(holder);
  const name = scope.fresh();
  return `fp.let(${holder}, (${name}) => ${body(name)})`;
};

export const capital = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);
