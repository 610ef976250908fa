import {
  and,
  type Bool,
  collection,
  EMPTY,
  exists,
  type Form,
  isEmpty,
  itemOf,
  manyOf,
  negated,
  type One,
  threeValued,
} from './forms.ts';
import { mapped, namedChoice, someChoices } from './members.ts';
import { type Scope, Unsupported } from './scope.ts';
import { areComplex, areResources, isA, isPrimitiveType } from './types.ts';

/** `is`: empty where there is nothing to test. */
export function is(target: Form, type: string, scope: Scope): Bool {
  if (isEmpty(target)) return { kind: 'bool', t: 'false', f: 'false', strict: false };
  if (target.kind === 'bool') return settled(exists(target), isA('boolean', type, scope.model));
  if (target.kind === 'many' && target.untyped !== undefined && isDataType(type)) {
    const { holder, name } = target.untyped;
    const typed = namedChoice(holder, name, type, scope);
    const any = exists(target);
    return { kind: 'bool', t: typed.has, f: and(any, negated(typed.has)), strict: false };
  }
  if (target.kind === 'one' && target.choices !== undefined) {
    const kept = someChoices(target.choices, (own) => isA(own, type, scope.model));
    const rest = someChoices(target.choices, (own) => !isA(own, type, scope.model));
    return { kind: 'bool', t: exists(kept), f: exists(rest), strict: false };
  }
  const { types } = target;
  const known = settledBy(types, type, scope);
  if (known !== undefined) return settled(exists(target), known);
  if (isResourceTest(types, type)) {
    const item = target.kind === 'one' ? target.item : `fp.single(${target.js})`;
    return threeValued(`fp.isResource(${item}, ${JSON.stringify(bare(type))})`);
  }
  throw new Unsupported(`is(${type}) where the type is not known`);
}

/** `as` and `ofType`: the items of a type. */
export function ofType(target: Form, type: string, scope: Scope): Form {
  if (isEmpty(target)) return EMPTY;
  if (target.kind === 'bool') return isA('boolean', type, scope.model) ? target : EMPTY;
  if (target.kind === 'one' && target.choices !== undefined)
    return someChoices(target.choices, (own) => isA(own, type, scope.model));
  if (target.kind === 'many') {
    if (target.untyped !== undefined && isDataType(type))
      return namedChoice(target.untyped.holder, target.untyped.name, type, scope);
    if (target.steps !== undefined && settledBy(target.types, type, scope) === undefined) {
      const { source, name, inner } = target.steps;
      return mapped(source, name, ofType(inner, type, scope));
    }
  }
  return ofKnownType(target, type, scope);
}

const ofKnownType = (target: Exclude<Form, Bool>, type: string, scope: Scope): Form => {
  const known = settledBy(target.types, type, scope);
  if (known === true) return target;
  if (known === false) return EMPTY;
  if (!isResourceTest(target.types, type))
    throw new Unsupported(`ofType(${type}) where the type is not known`);
  const js = `fp.ofResourceType(${collection(target)}, ${JSON.stringify(bare(type))})`;
  return target.kind === 'one'
    ? typedResource(`fp.first(${js})`, type, scope)
    : manyOf(js, knownResource(type, scope));
};

const typedResource = (js: string, type: string, scope: Scope): One => {
  const types = knownResource(type, scope);
  return itemOf(js, types, areComplex(types));
};

/** The model knows the elements of a resource type if it knows its `id`. */
const knownResource = (type: string, scope: Scope): readonly string[] =>
  scope.model?.element(bare(type), 'id') === undefined ? ['Resource'] : [bare(type)];

const bare = (type: string): string => type.replace(/^(FHIR|System)\./, '');

const settled = (has: string, isIt: boolean): Bool => ({
  kind: 'bool',
  t: isIt ? has : 'false',
  f: isIt ? 'false' : has,
  strict: false,
});

/** What the static types settle: all of them are of the type, none is; undefined where it is open. */
const settledBy = (
  types: readonly string[] | undefined,
  type: string,
  scope: Scope,
): boolean | undefined => {
  if (types === undefined || types.length === 0) return undefined;
  const wanted = bare(type);
  if (areResources(types)) {
    if (wanted === 'Resource') return true;
    return isPrimitiveType(wanted.charAt(0).toLowerCase() + wanted.slice(1)) ? false : undefined;
  }
  const matching = types.filter((own) => isA(own, type, scope.model));
  if (matching.length === types.length) return true;
  return matching.length === 0 ? false : undefined;
};

/** Resources say what they are; anything else does not at run time. */
const isResourceTest = (types: readonly string[] | undefined, type: string): boolean => {
  const wanted = bare(type);
  if (isPrimitiveType(wanted.charAt(0).toLowerCase() + wanted.slice(1))) return false;
  return areResources(types) || (types === undefined && !DATA_TYPES.has(wanted));
};

/** Primitives and data types: only the name of a property tells them. */
const isDataType = (type: string): boolean => {
  const wanted = bare(type);
  return (
    DATA_TYPES.has(wanted) || isPrimitiveType(wanted.charAt(0).toLowerCase() + wanted.slice(1))
  );
};

/** Complex data types, of which JSON says nothing. */
const DATA_TYPES: ReadonlySet<string> = new Set(
  `Element BackboneElement Address Age Annotation Attachment CodeableConcept Coding ContactPoint
  Count Distance Duration HumanName Identifier Money MoneyQuantity Period Quantity SimpleQuantity
  Range Ratio Reference SampledData Signature Timing ContactDetail Contributor DataRequirement
  Expression ParameterDefinition RelatedArtifact TriggerDefinition UsageContext Dosage Meta
  Extension Narrative ElementDefinition`.split(/\s+/),
);
