import type { CodeSystem, Concept, ConceptSet, Definitions, ExpansionItem } from './definitions.ts';

/** What is known of one code system's share in a value set. */
export interface SystemShare {
  readonly codes: ReadonlySet<string>;
  /** Codes beside these may belong, but the code system is not held: undetermined. */
  readonly undetermined: boolean;
}

/** A value set as far as it can be enumerated from what is held. */
export interface Expansion {
  readonly systems: ReadonlyMap<string, SystemShare>;
  /** A part of the value set could not be read: codes of any system may belong. */
  readonly undetermined: boolean;
}

type Open = { codes: Set<string>; undetermined: boolean };
interface Growing {
  systems: Map<string, Open>;
  undetermined: boolean;
}

/** Code systems with syntax for codes or too large to hold; a whole-system include cannot be listed. */
const isHeld = (system: CodeSystem | undefined): system is CodeSystem =>
  system?.content === 'complete' && (system.concept?.length ?? 0) > 0;

interface Node {
  readonly concept: Concept;
  readonly parents: Set<string>;
}

function hierarchyOf(system: CodeSystem): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const visit = (concept: Concept, parent: string | undefined): void => {
    const node = nodes.get(concept.code) ?? { concept, parents: new Set<string>() };
    if (parent !== undefined) node.parents.add(parent);
    for (const property of concept.property ?? []) {
      if (property.code === 'subsumedBy' || property.code === 'parent') {
        const code = Object.entries(property).find(([key]) => key.startsWith('value'))?.[1];
        if (typeof code === 'string') node.parents.add(code);
      }
    }
    nodes.set(concept.code, node);
    for (const child of concept.concept ?? []) visit(child, concept.code);
  };
  for (const concept of system.concept ?? []) visit(concept, undefined);
  return nodes;
}

/** Looks value sets up and expands them once (FHIR R4, ValueSet, "Value Set Expansion"). */
export class Terminology {
  readonly #definitions: Definitions;
  readonly #expansions = new Map<string, Expansion>();
  readonly #hierarchies = new Map<string, Map<string, Node>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Undefined when the value set itself is not held. */
  expand(canonical: string, path: readonly string[] = []): Expansion | undefined {
    const known = this.#expansions.get(canonical);
    if (known) return known;
    const valueSet = this.#definitions.valueSet(canonical);
    if (!valueSet || path.includes(canonical)) return undefined;
    const grown: Growing = { systems: new Map(), undetermined: false };
    if (valueSet.compose) {
      for (const include of valueSet.compose.include) {
        this.#merge(grown, this.#part(include, [...path, canonical]));
      }
      for (const exclude of valueSet.compose.exclude ?? []) {
        this.#subtract(grown, this.#part(exclude, [...path, canonical]));
      }
    }
    const listed = valueSet.expansion?.contains;
    const isOpen =
      !valueSet.compose ||
      grown.undetermined ||
      [...grown.systems.values()].some(({ undetermined }) => undetermined);
    if (listed && isOpen) {
      const total = addListed(grown, listed);
      if (!valueSet.compose && total !== (valueSet.expansion?.total ?? total)) {
        grown.undetermined = true;
      }
    } else if (!valueSet.compose) grown.undetermined = true;
    this.#expansions.set(canonical, grown);
    return grown;
  }

  /** All codes when every system's share is known, as `[system, code]`. */
  list(canonical: string): { readonly system: string; readonly code: string }[] | undefined {
    const expansion = this.expand(canonical);
    if (!expansion || expansion.undetermined) return undefined;
    const all: { system: string; code: string }[] = [];
    for (const [system, share] of expansion.systems) {
      if (share.undetermined) return undefined;
      for (const code of share.codes) all.push({ system, code });
    }
    return all;
  }

  #merge(into: Growing, part: Growing): void {
    into.undetermined ||= part.undetermined;
    for (const [system, share] of part.systems) {
      const target = into.systems.get(system) ?? { codes: new Set(), undetermined: false };
      for (const code of share.codes) target.codes.add(code);
      target.undetermined ||= share.undetermined;
      into.systems.set(system, target);
    }
  }

  #subtract(from: Growing, part: Growing): void {
    for (const [system, share] of part.systems) {
      const target = from.systems.get(system);
      if (!target) continue;
      for (const code of share.codes) target.codes.delete(code);
      // What an unknown exclusion takes away is unknown: nothing listed stays certain.
      if (share.undetermined) from.systems.set(system, { codes: new Set(), undetermined: true });
    }
  }

  #part(set: ConceptSet, path: readonly string[]): Growing {
    let result: Growing | undefined;
    if (set.system !== undefined) result = this.#systemPart(set.system, set);
    // Several value sets, and a system with them, intersect (ValueSet.compose.include.valueSet).
    for (const canonical of set.valueSet ?? []) {
      const expansion = this.expand(canonical, path);
      const other: Growing = expansion
        ? {
            systems: new Map(
              [...expansion.systems].map(([system, share]) => [
                system,
                { codes: new Set(share.codes), undetermined: share.undetermined },
              ]),
            ),
            undetermined: expansion.undetermined,
          }
        : { systems: new Map(), undetermined: true };
      result = result ? intersect(result, other) : other;
    }
    return result ?? { systems: new Map(), undetermined: true };
  }

  #systemPart(url: string, set: ConceptSet): Growing {
    const only = (codes: Iterable<string>, undetermined = false): Growing => ({
      systems: new Map([[url, { codes: new Set(codes), undetermined }]]),
      undetermined: false,
    });
    if (set.concept) return only(set.concept.map(({ code }) => code));
    const system = this.#definitions.codeSystem(url);
    if (!isHeld(system)) return only([], true);
    const nodes = this.#hierarchies.get(url) ?? hierarchyOf(system);
    this.#hierarchies.set(url, nodes);
    let codes = [...nodes.keys()];
    for (const filter of set.filter ?? []) {
      const keep = matcher(nodes, filter);
      if (!keep) return only([], true);
      codes = codes.filter(keep);
    }
    return only(codes);
  }
}

function intersect(a: Growing, b: Growing): Growing {
  const systems = new Map<string, Open>();
  for (const system of new Set([...a.systems.keys(), ...b.systems.keys()])) {
    const left = a.systems.get(system) ?? {
      codes: new Set<string>(),
      undetermined: a.undetermined,
    };
    const right = b.systems.get(system) ?? {
      codes: new Set<string>(),
      undetermined: b.undetermined,
    };
    const codes = [...left.codes].filter((code) => right.codes.has(code));
    const undetermined =
      (left.undetermined && (right.undetermined || right.codes.size > 0)) ||
      (right.undetermined && left.codes.size > 0);
    if (codes.length > 0 || undetermined)
      systems.set(system, { codes: new Set(codes), undetermined });
  }
  return { systems, undetermined: a.undetermined && b.undetermined };
}

function addListed(into: Growing, items: readonly ExpansionItem[]): number {
  let total = 0;
  for (const item of items) {
    total += 1;
    if (item.system !== undefined && item.code !== undefined && item.abstract !== true) {
      const share = into.systems.get(item.system) ?? { codes: new Set(), undetermined: false };
      share.codes.add(item.code);
      into.systems.set(item.system, share);
    }
    total += addListed(into, item.contains ?? []);
  }
  return total;
}

type Filter = NonNullable<ConceptSet['filter']>[number];

/** A predicate over codes; undefined when the operator or property is not understood. */
function matcher(
  nodes: Map<string, Node>,
  filter: Filter,
): ((code: string) => boolean) | undefined {
  const isBelow = (code: string, ancestor: string, seen: Set<string> = new Set()): boolean => {
    if (seen.has(code)) return false;
    seen.add(code);
    const parents = nodes.get(code)?.parents ?? [];
    return [...parents].some((parent) => parent === ancestor || isBelow(parent, ancestor, seen));
  };
  const { op, value, property } = filter;
  if (op === 'is-a') return (code) => code === value || isBelow(code, value);
  if (op === 'descendent-of') return (code) => isBelow(code, value);
  if (op === 'is-not-a') return (code) => code !== value && !isBelow(code, value);
  if (op === 'generalizes') return (code) => code === value || isBelow(value, code);
  const valuesOf = (code: string): string[] => {
    if (property === 'code' || property === 'concept') return [code];
    if (property === 'parent') return [...(nodes.get(code)?.parents ?? [])];
    return (nodes.get(code)?.concept.property ?? [])
      .filter((entry) => entry.code === property)
      .map((entry) => {
        const held = Object.entries(entry).find(([key]) => key.startsWith('value'))?.[1];
        return typeof held === 'object' && held !== null && 'code' in held
          ? String(held.code)
          : String(held);
      });
  };
  if (op === '=') return (code) => valuesOf(code).includes(value);
  if (op === 'in') return (code) => valuesOf(code).some((held) => value.split(',').includes(held));
  if (op === 'not-in') {
    return (code) => !valuesOf(code).some((held) => value.split(',').includes(held));
  }
  if (op === 'exists') return (code) => valuesOf(code).length > 0 === (value === 'true');
  if (op === 'regex') {
    const pattern = patternOf(value);
    return pattern && ((code) => valuesOf(code).some((held) => pattern.test(held)));
  }
  return undefined;
}

/** Undefined for what is no regular expression: such a filter cannot be followed. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}
