import type { Definitions, ElementDefinition, StructureDefinition } from './definitions.ts';
import {
  cloneTree,
  constrain,
  emptyTree,
  idSteps,
  type Step,
  type Tree,
  UNBOUNDED,
} from './element-tree.ts';

const capital = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1);

/**
 * Gives the full tree of a structure: read from its snapshot, or made from its base and its
 * differential where it has none (FHIR R4, Profiling, "Snapshot generation").
 */
export class Snapshots {
  readonly #definitions: Definitions;
  readonly #trees = new Map<string, Tree>();
  readonly #busy = new Set<string>();
  readonly problems: string[] = [];

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  kindOf(type: string): StructureDefinition['kind'] | undefined {
    return this.#definitions.structure(type)?.kind;
  }

  /** The tree of a canonical or type name; undefined when its definition is not held. */
  tree(canonical: string): Tree | undefined {
    const structure = this.#definitions.structure(canonical);
    if (!structure) return undefined;
    const known = this.#trees.get(structure.url);
    if (known) return known;
    if (this.#busy.has(structure.url)) return undefined;
    this.#busy.add(structure.url);
    const tree = structure.snapshot
      ? this.#fromSnapshot(structure, structure.snapshot.element)
      : this.fromDifferential(structure);
    this.#busy.delete(structure.url);
    if (tree) this.#trees.set(structure.url, tree);
    return tree;
  }

  /** Base and differential laid together, whether or not there is a snapshot. */
  fromDifferential(structure: StructureDefinition): Tree | undefined {
    const base =
      structure.baseDefinition === undefined ? undefined : this.tree(structure.baseDefinition);
    if (!base && structure.baseDefinition !== undefined) {
      this.problems.push(`${structure.url}: its base ${structure.baseDefinition} is not held`);
      return undefined;
    }
    const root = base ? cloneTree(base) : emptyTree(structure.type);
    root.name = structure.type;
    const elements = structure.differential?.element ?? [];
    const steps = idSteps(elements);
    const typed = typedNames(steps);
    for (const [index, element] of elements.entries()) {
      const node = this.#reach(root, steps[index] ?? [], element, typed);
      if (!node) {
        this.problems.push(`${structure.url}: no element ${element.id ?? element.path}`);
        continue;
      }
      constrain(node, element);
      this.#borrow(node);
      if (node.slice !== undefined) inheritSlicing(node);
    }
    narrowChoices(root);
    return root;
  }

  /** A type profile that means an element of another profile lends that element's content. */
  #borrow(node: Tree): void {
    const lender = node.types[0]?.profiles?.find((profile) => profile.includes('#'));
    if (lender === undefined) return;
    const [url = '', id = ''] = lender.split('#');
    let from = this.tree(url);
    for (const { name, slice } of idSteps([{ id, path: id.replace(/:[^.]*/g, '') }])[0]?.slice(1) ??
      []) {
      from = from?.children?.find((child) => isNamed(child, name));
      for (const part of from && slice !== undefined ? slicePath(from, slice) : []) {
        from = from?.slices.find((each) => each.slice === part);
      }
    }
    node.types = node.types.map(({ profiles: _profiles, ...type }) => type);
    if (!from) {
      this.problems.push(`no element ${lender}`);
      return;
    }
    const {
      name: _name,
      slice: _slice,
      slices: _slices,
      min: _min,
      max: _max,
      ...content
    } = cloneTree(from);
    Object.assign(node, { ...content, types: node.types, array: node.array });
  }

  #fromSnapshot(structure: StructureDefinition, elements: readonly ElementDefinition[]): Tree {
    const root = emptyTree(structure.type);
    const steps = idSteps(elements);
    for (const [index, element] of elements.entries()) {
      const node = place(root, steps[index] ?? []);
      if (!node) {
        this.problems.push(`${structure.url}: no place for ${element.id}`);
        continue;
      }
      if (!node.choice) node.array = (element.base?.max ?? element.max ?? '1') !== '1';
      constrain(node, element);
    }
    inheritChildren(root);
    return root;
  }

  /** Finds the element that steps lead to, making slices and unfolding types on the way. */
  #reach(
    root: Tree,
    steps: readonly Step[],
    definition: ElementDefinition,
    typed: ReadonlyMap<string, number>,
  ): Tree | undefined {
    let node = root;
    for (const [index, step] of steps.entries()) {
      if (index === 0) continue;
      const children = this.#unfold(node);
      let child = children.find((candidate) => isNamed(candidate, step.name));
      let slice = step.slice;
      if (!child) {
        const choice = children.find((candidate) => isTypedChoice(candidate, step.name));
        child = choice;
        const parent = steps.slice(0, index).map(stepText).join('.');
        const isOnly = choice && (typed.get(`${parent}.${choice.name}`) ?? 0) < 2;
        const isInSlice = steps.slice(0, index).some((each) => each.slice !== undefined);
        if (choice && isInSlice && isOnly && !choice.slicing && slice === undefined) {
          // Inside a slice `valueQuantity` alone says that the choice is left with this type;
          // elsewhere it makes a slice (as the publisher of the guides does it).
          choice.types = choice.types.filter(
            ({ code }) => choice.name + capital(code) === step.name,
          );
        } else if (choice) slice ??= step.name;
      }
      if (!child && index === steps.length - 1 && definition.base === undefined) {
        // An element that a specialization or logical model brings in.
        child = emptyTree(step.name);
        child.array = !child.choice && definition.max !== undefined && definition.max !== '1';
        children.push(child);
      }
      if (!child) return undefined;
      node = slice === undefined ? child : sliceOf(child, slice);
    }
    return node;
  }

  #unfold(node: Tree): Tree[] {
    if (node.children) return node.children;
    const [only] = node.types;
    let source: Tree | undefined;
    if (node.ref !== undefined) source = this.#at(node.ref);
    else if (node.types.length === 1 && only) {
      source = (only.profiles?.[0] && this.tree(only.profiles[0])) || this.tree(only.code);
    } else source = this.tree('Element');
    node.children = (source?.children ?? []).map(cloneTree);
    return node.children;
  }

  /** The element that a content reference names, in the definition of its type. */
  #at(path: string): Tree | undefined {
    const [type, ...names] = path.split('.');
    let node = type === undefined ? undefined : this.tree(type);
    for (const name of names) node = node?.children?.find((child) => isNamed(child, name));
    return node;
  }
}

const stepText = ({ name, slice }: Step): string =>
  slice === undefined ? name : `${name}:${slice}`;

/** How many typed names of one choice a differential uses: `parent.value` → 2 for two types. */
function typedNames(all: readonly (readonly Step[])[]): Map<string, number> {
  const names = new Map<string, Set<string>>();
  for (const steps of all) {
    for (const [index, { name }] of steps.entries()) {
      const parent = steps.slice(0, index).map(stepText).join('.');
      // Every prefix that ends before a capital may be the name of a choice.
      for (const match of name.matchAll(/(?<=[a-z])(?=[A-Z])/g)) {
        const key = `${parent}.${name.slice(0, match.index)}`;
        names.set(key, (names.get(key) ?? new Set()).add(name));
      }
    }
  }
  return new Map([...names].map(([key, set]) => [key, set.size]));
}

/**
 * A choice holds one value: where the slice of one type must be there, the other types cannot be.
 */
function narrowChoices(tree: Tree): void {
  if (tree.choice) {
    const needed = tree.slices.find(({ min, types }) => min > 0 && types.length === 1);
    if (needed) tree.types = tree.types.filter(({ code }) => code === needed.types[0]?.code);
    if (needed && tree.min === 0) tree.min = 1;
  }
  for (const child of tree.children ?? []) narrowChoices(child);
  for (const slice of tree.slices) narrowChoices(slice);
}

const isNamed = (tree: Tree, name: string): boolean =>
  tree.choice ? name === `${tree.name}[x]` || name === tree.name : name === tree.name;

const isTypedChoice = (tree: Tree, name: string): boolean =>
  tree.choice === true &&
  name.startsWith(tree.name) &&
  tree.types.some(({ code }) => tree.name + capital(code) === name);

/**
 * The slices that a name leads through: `a/b` is slice `b` of slice `a` where there is an `a`. Guides
 * also use the sign in plain names (US Core 5.0.1: `us-core/social-history`).
 */
function slicePath(tree: Tree, name: string): string[] {
  const isHeld = (part: string): Tree | undefined =>
    tree.slices.find(({ slice }) => slice === part);
  if (isHeld(name)) return [name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const parent = isHeld(name.slice(0, at));
    if (parent) return [name.slice(0, at), ...slicePath(parent, name.slice(at + 1))];
  }
  return [name];
}

/** The slice of that name (`a/b` is slice `b` of slice `a`), made when it is new. */
function sliceOf(tree: Tree, name: string): Tree {
  let node = tree;
  for (const part of slicePath(tree, name)) {
    let slice = node.slices.find((candidate) => candidate.slice === part);
    if (!slice) {
      slice = cloneTree(node);
      slice.slice = part;
      slice.slices = [];
      delete slice.slicing;
      slice.min = 0;
      if (slice.choice) {
        const own = slice.types.filter(({ code }) => slice?.name + capital(code) === part);
        if (own.length > 0) slice.types = own;
      }
      node.slices.push(slice);
      node.slicing ??= defaultSlicing(node);
    }
    node = slice;
  }
  return node;
}

/** Extensions are always sliced by url, choices by type (FHIR R4, Profiling, "Slicing"). */
function defaultSlicing(tree: Tree): NonNullable<Tree['slicing']> {
  if (tree.name === 'extension' || tree.name === 'modifierExtension') {
    return { by: [{ type: 'value', path: 'url' }] };
  }
  return tree.choice ? { by: [{ type: 'type', path: '$this' }] } : { by: [] };
}

/** A profile's maximum for the whole list also holds for each slice. */
function inheritSlicing(slice: Tree): void {
  if (slice.max !== UNBOUNDED && slice.min > slice.max) slice.max = slice.min;
}

/** Puts an element of a snapshot at its place; what leads there has come before it. */
function place(root: Tree, steps: readonly Step[]): Tree | undefined {
  let node = root;
  for (const [index, step] of steps.entries()) {
    if (index === 0) continue;
    node.children ??= [];
    const { children } = node;
    let child = children.find((candidate) => isNamed(candidate, step.name));
    let slice = step.slice;
    if (!child) {
      const choice = children.find((candidate) => isTypedChoice(candidate, step.name));
      if (choice) {
        child = choice;
        slice ??= step.name;
      }
    }
    if (!child) {
      if (index < steps.length - 1) return undefined;
      child = emptyTree(step.name);
      children.push(child);
    }
    if (slice !== undefined) {
      for (const part of slicePath(child, slice)) {
        let found: Tree | undefined = child.slices.find((candidate) => candidate.slice === part);
        if (!found) {
          found = { ...emptyTree(child.name), slice: part, array: child.array };
          if (child.choice) {
            found.choice = true;
            const name = child.name;
            found.types = child.types.filter(({ code }) => name + capital(code) === part);
          }
          child.slices.push(found);
          child.slicing ??= defaultSlicing(child);
        }
        child = found;
      }
    }
    node = child;
  }
  return node;
}

/** Slices that a snapshot lists without their content have the content of what they slice. */
function inheritChildren(tree: Tree): void {
  for (const child of tree.children ?? []) inheritChildren(child);
  for (const slice of tree.slices) {
    if (!slice.children && tree.children && slice.types[0]?.profiles === undefined) {
      slice.children = tree.children.map(cloneTree);
    }
    if (slice.ref === undefined && tree.ref !== undefined) slice.ref = tree.ref;
    if (slice.types.length === 0) slice.types = tree.types;
    inheritChildren(slice);
  }
}
