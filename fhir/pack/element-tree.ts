import {
  type Binding,
  type Constraint,
  type ElementDefinition,
  type ElementType,
  extensionValue,
} from './definitions.ts';
import type { BindingIr, ConstraintIr, SlicingIr, TypeIr } from './ir.ts';

/** Examples are kept too: a profile may strengthen one without naming its value set again. */
export interface TreeBinding extends Omit<BindingIr, 'strength'> {
  readonly strength: Binding['strength'];
}

/** An element under construction; becomes an `ElementIr` when its profile is done. */
export interface Tree {
  name: string;
  choice?: true;
  min: number;
  max: number;
  array: boolean;
  types: TypeIr[];
  ref?: string;
  fixed?: unknown;
  pattern?: unknown;
  minValue?: unknown;
  maxValue?: unknown;
  maxLength?: number;
  binding?: TreeBinding;
  constraints: ConstraintIr[];
  modifier?: true;
  slicing?: SlicingIr;
  slice?: string;
  slices: Tree[];
  children?: Tree[];
}

export const UNBOUNDED = -1;

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
/** The element of a profile that a type's profile means, written here behind a `#`. */
const PROFILE_ELEMENT = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const ADDITIONAL_BINDINGS = [
  'http://hl7.org/fhir/tools/StructureDefinition/additional-binding',
  'http://hl7.org/fhir/StructureDefinition/additional-binding',
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional',
];

/** A new element that nothing has constrained yet. */
export const emptyTree = (name: string): Tree => ({
  name: name.replace(/\[x\]$/, ''),
  ...(name.endsWith('[x]') && { choice: true as const }),
  min: 0,
  max: 1,
  array: false,
  types: [],
  constraints: [],
  slices: [],
});

export const cloneTree = (tree: Tree): Tree => structuredClone(tree);

function typeIr(type: ElementType): TypeIr {
  const system = type.code.startsWith('http://hl7.org/fhirpath/System.');
  const named = system ? extensionValue(type, FHIR_TYPE) : undefined;
  const profiles = type.profile?.map((profile, index) => {
    const element = extensionValue(type._profile?.[index], PROFILE_ELEMENT);
    return typeof element === 'string' ? `${profile}#${element}` : profile;
  });
  const code = system ? (typeof named === 'string' ? named : 'string') : type.code;
  return {
    code,
    ...(profiles && profiles.length > 0 && { profiles }),
    ...(type.targetProfile && type.targetProfile.length > 0 && { targets: type.targetProfile }),
    ...((type.versioning === 'independent' || type.versioning === 'specific') && {
      versioning: type.versioning,
    }),
    ...(type.aggregation && type.aggregation.length > 0 && { aggregation: type.aggregation }),
  };
}

/** R4 gives some types several times, once for each target; they are one type here. */
function typesIr(types: readonly ElementType[]): TypeIr[] {
  const merged = new Map<string, TypeIr>();
  for (const type of types.map(typeIr)) {
    const known = merged.get(type.code);
    if (!known) merged.set(type.code, type);
    else {
      const targets = [...(known.targets ?? []), ...(type.targets ?? [])];
      const profiles = [...(known.profiles ?? []), ...(type.profiles ?? [])];
      merged.set(type.code, {
        ...known,
        ...(targets.length > 0 && { targets }),
        ...(profiles.length > 0 && { profiles }),
      });
    }
  }
  return [...merged.values()];
}

function treeBinding(binding: Binding, before: TreeBinding | undefined): TreeBinding {
  const max = extensionValue(binding, MAX_VALUE_SET);
  const also = (binding.extension ?? [])
    .filter(({ url }) => ADDITIONAL_BINDINGS.includes(url))
    .filter(
      (extension) =>
        ['required', 'maximum'].includes(String(extensionValue(extension, 'purpose'))) &&
        !extension.extension?.some(({ url }) => url === 'usage'),
    )
    .map((extension) => extensionValue(extension, 'valueSet'))
    .filter((valueSet) => typeof valueSet === 'string');
  return {
    strength: binding.strength,
    valueSet: binding.valueSet ?? before?.valueSet ?? '',
    ...(typeof max === 'string' && { max }),
    ...(also.length > 0 && { also }),
  };
}

/** Checked natively on every element, extension and reference, so no constraint of the pack. */
const NATIVE = new Set(['ele-1', 'ext-1', 'ref-1']);

function addConstraints(tree: Tree, constraints: readonly Constraint[]): void {
  for (const { key, severity, expression } of constraints) {
    if (expression === undefined || NATIVE.has(key)) continue;
    const constraint: ConstraintIr = {
      key,
      ...(severity === 'warning' && { severity }),
      expression,
    };
    const at = tree.constraints.findIndex((known) => known.key === key);
    if (at >= 0) tree.constraints[at] = constraint;
    else tree.constraints.push(constraint);
  }
}

const maximum = (max: string): number => (max === '*' ? UNBOUNDED : Number(max));

const member = (definition: ElementDefinition, prefix: string): unknown => {
  const pattern = new RegExp(`^${prefix}[A-Z]`);
  const key = Object.keys(definition).find((name) => pattern.test(name));
  return key === undefined ? undefined : definition[key];
};

/** Lays a definition over an element: what it does not mention stays as it was. */
export function constrain(tree: Tree, definition: ElementDefinition): void {
  if (definition.min !== undefined) tree.min = definition.min;
  if (definition.max !== undefined) tree.max = maximum(definition.max);
  if (definition.type && definition.type.length > 0) {
    tree.types = typesIr(definition.type);
  }
  if (definition.contentReference !== undefined) {
    tree.ref = definition.contentReference.slice(definition.contentReference.indexOf('#') + 1);
  }
  for (const key of ['fixed', 'pattern', 'minValue', 'maxValue'] as const) {
    const value = member(definition, key);
    if (value !== undefined) tree[key] = value;
  }
  if (definition.maxLength !== undefined) tree.maxLength = definition.maxLength;
  if (definition.binding) tree.binding = treeBinding(definition.binding, tree.binding);
  addConstraints(tree, definition.constraint ?? []);
  if (definition.isModifier === true) tree.modifier = true;
  else if (definition.isModifier === false) delete tree.modifier;
  if (definition.slicing) {
    const { discriminator, ordered, rules } = definition.slicing;
    tree.slicing = {
      by: discriminator ?? [],
      ...(ordered === true && { ordered }),
      ...((rules === 'closed' || rules === 'openAtEnd') && { rules }),
    };
  }
}

/** A step of an element id: `value[x]:valueQuantity`. */
export interface Step {
  readonly name: string;
  readonly slice?: string;
}

const stepOf = (text: string): Step => {
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), slice: text.slice(colon + 1) };
};

/**
 * Steps of each definition's id. Ids that are missing or that do not belong to the path are made
 * from path and slice name, in the order of the definitions (ElementDefinition, "Element Ids").
 */
export function idSteps(definitions: readonly ElementDefinition[]): Step[][] {
  const lastAt = new Map<string, Step[]>();
  return definitions.map((definition) => {
    const path = definition.path.split('.');
    const parsed = (definition.id ?? '').split('.').map(stepOf);
    const fits =
      parsed.length === path.length &&
      parsed.every(
        ({ name, slice }, index) =>
          name === path[index] || (name.endsWith('[x]') && slice === path[index]),
      ) &&
      (definition.sliceName === undefined ||
        parsed.at(-1)?.slice !== undefined ||
        path.length === 1);
    let steps = parsed;
    if (!fits) {
      const parent = lastAt.get(path.slice(0, -1).join('.')) ?? path.slice(0, -1).map(stepOf);
      const name = path.at(-1) ?? '';
      steps = [
        ...parent,
        definition.sliceName !== undefined && path.length > 1
          ? { name, slice: definition.sliceName }
          : { name },
      ];
    }
    lastAt.set(definition.path, steps);
    return steps;
  });
}
