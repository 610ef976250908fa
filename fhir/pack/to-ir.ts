import { BINDING_CORRECTIONS } from './corrections.ts';
import type { Definitions, StructureDefinition } from './definitions.ts';
import type { Tree, TreeBinding } from './element-tree.ts';
import type { BindingIr, ConstraintIr, ElementIr, StructureIr, ValueSetIr } from './ir.ts';
import type { Snapshots } from './snapshot.ts';
import type { Terminology } from './value-sets.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Constraints that the type's own definition carries are checked there. */
function ownConstraints(tree: Tree, snapshots: Snapshots, isRoot: boolean): ConstraintIr[] {
  if (isRoot || tree.constraints.length === 0) return tree.constraints;
  const [type] = tree.types;
  if (!type || tree.types.length > 1) return tree.constraints;
  const known = snapshots.tree(type.code)?.constraints ?? [];
  return tree.constraints.filter(
    ({ key, expression }) =>
      !known.some((other) => other.key === key && other.expression === expression),
  );
}

/** An example binding demands nothing, unless a maximum or an additional binding comes with it. */
function bindingIr(binding: TreeBinding | undefined, path: string): BindingIr | undefined {
  if (!binding) return undefined;
  const { strength, ...rest } = { ...binding, ...correctionOf(binding, path) };
  if (strength !== 'example') return { strength, ...rest };
  return rest.max === undefined && rest.also === undefined
    ? undefined
    : { strength: 'preferred', ...rest };
}

const correctionOf = (binding: TreeBinding, path: string): { valueSet?: string } => {
  const found = BINDING_CORRECTIONS.find(
    (each) => each.path === path && each.valueSet === binding.valueSet.split('|')[0],
  );
  return found ? { valueSet: found.instead } : {};
};

function elementIr(tree: Tree, snapshots: Snapshots, path: string, isRoot = false): ElementIr {
  const isOut = tree.max === 0;
  const binding = bindingIr(tree.binding, path);
  const constraints = isOut ? [] : ownConstraints(tree, snapshots, isRoot);
  return {
    name: tree.name,
    ...(tree.slice !== undefined && { slice: tree.slice }),
    ...(tree.choice && { choice: tree.choice }),
    ...(tree.min > 0 && { min: tree.min }),
    ...(tree.max !== 1 && !isRoot && { max: tree.max }),
    ...(tree.array && !isRoot && { array: true as const }),
    ...(!isOut && !isRoot && tree.types.length > 0 && { types: tree.types }),
    ...(isOut && tree.choice && { types: tree.types }),
    ...(tree.ref !== undefined && { ref: tree.ref }),
    ...(tree.fixed !== undefined && { fixed: tree.fixed }),
    ...(tree.pattern !== undefined && { pattern: tree.pattern }),
    ...(tree.minValue !== undefined && { minValue: tree.minValue }),
    ...(tree.maxValue !== undefined && { maxValue: tree.maxValue }),
    ...(tree.maxLength !== undefined && { maxLength: tree.maxLength }),
    ...(binding && !isOut && { binding }),
    ...(constraints.length > 0 && { constraints }),
    ...(tree.modifier && { modifier: tree.modifier }),
    ...(tree.slicing &&
      tree.slices.length + (tree.slicing.rules ? 1 : 0) > 0 && {
        slicing: tree.slicing,
      }),
    ...(tree.slices.length > 0 &&
      !isOut && {
        slices: tree.slices.map((slice) => ({
          ...elementIr(slice, snapshots, path),
          slice: slice.slice ?? '',
        })),
      }),
    ...(tree.children &&
      !isOut && {
        children: tree.children.map((child) =>
          elementIr(child, snapshots, `${path}.${child.name}`),
        ),
      }),
  };
}

/** A structure as the pack holds it; undefined when its base is missing or it is a logical model. */
export function structureIr(
  structure: StructureDefinition,
  snapshots: Snapshots,
): StructureIr | undefined {
  const tree = structure.kind === 'logical' ? undefined : snapshots.tree(structure.url);
  if (!tree) return undefined;
  return {
    url: structure.url,
    ...(structure.version !== undefined && { version: structure.version }),
    name: structure.name,
    type: structure.type,
    // What a profile constrains tells its kind, whatever it says of itself.
    kind: kindOf(structure, snapshots),
    ...(structure.abstract === true && { abstract: true as const }),
    ...(structure.baseDefinition !== undefined && { base: structure.baseDefinition }),
    ...(structure.derivation === 'constraint' && { constraint: true as const }),
    ...(structure.context && {
      context: structure.context.map(({ type, expression }) => ({ type, expression })),
    }),
    ...(structure.contextInvariant && { contextInvariants: structure.contextInvariant }),
    root: elementIr(tree, snapshots, structure.type, true),
  };
}

const kindOf = (structure: StructureDefinition, snapshots: Snapshots): StructureIr['kind'] =>
  (structure.derivation === 'constraint' ? snapshots.kindOf(structure.type) : undefined) ??
  structure.kind;

/** Value sets that the elements below one are bound to or that their constraints ask about. */
export function valueSetsOf(element: ElementIr, found: Set<string> = new Set()): Set<string> {
  const { binding } = element;
  if (binding) {
    for (const url of [binding.valueSet, binding.max, ...(binding.also ?? [])]) {
      if (url !== undefined && url !== '') found.add(url);
    }
  }
  for (const { expression } of element.constraints ?? []) {
    for (const [, url] of expression.matchAll(/memberOf\(\s*['"]([^'"]+)['"]/g)) {
      if (url !== undefined) found.add(url);
    }
  }
  for (const child of element.children ?? []) valueSetsOf(child, found);
  for (const slice of element.slices ?? []) valueSetsOf(slice, found);
  return found;
}

/** Code systems whose codes follow a grammar instead of a list, as R4's "Using code systems" names them. */
const GRAMMARS: Readonly<Record<string, string>> = {
  'urn:ietf:bcp:47': 'bcp47',
  'urn:ietf:bcp:13': 'mime',
  'http://unitsofmeasure.org': 'ucum',
};

/** A value set as far as it can be told; undefined when it is not held at all. */
export function valueSetIr(
  canonical: string,
  definitions: Definitions,
  terminology: Terminology,
): ValueSetIr | undefined {
  const valueSet = definitions.valueSet(canonical);
  const expansion = terminology.expand(canonical);
  if (!valueSet || !expansion) return undefined;
  const systems: Record<string, string[]> = {};
  const undetermined: string[] = [];
  const grammars: Record<string, string> = {};
  for (const [system, share] of [...expansion.systems].sort(([a], [b]) => byText(a, b))) {
    systems[system] = [...share.codes].sort(byText);
    if (!share.undetermined) continue;
    const whole = valueSet.compose?.include.some(
      (include) => include.system === system && !include.concept && !include.filter,
    );
    const grammar = GRAMMARS[system];
    if (whole && grammar !== undefined) grammars[system] = grammar;
    else undetermined.push(system);
  }
  return {
    url: valueSet.url,
    ...(valueSet.version !== undefined && { version: valueSet.version }),
    systems,
    ...(undetermined.length > 0 && { undetermined }),
    ...(expansion.undetermined && { open: true as const }),
    ...(Object.keys(grammars).length > 0 && { grammars }),
  };
}
