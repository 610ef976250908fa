import type { ElementFact, TypeModel } from '../fhirpath/model.ts';
import type { ConstraintIr, ElementIr, Pack, StructureIr, TypeIr } from '../pack/ir.ts';
import { primitiveChecks } from '../rules/primitives.ts';
import { CodeCheck, type CodesBeyond } from './code-check.ts';
import type { ExtensionRule } from './extension-context.ts';
import { generate } from './generate.ts';
import { HeldCodes } from './held-codes.ts';
import type { Library } from './source-parts.ts';
import type { Link, NodeFunction, TargetRule, WalkLibrary } from './walk-library.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

const withoutVersion = (canonical: string): string => canonical.split('|')[0] ?? canonical;

interface ProfileEntry {
  readonly type: string;
  readonly links: readonly Link[];
}

/** Packs with their functions, each compiled when it is first called. */
export class CompiledPacks implements Library, WalkLibrary {
  readonly #packs: readonly Pack[];
  readonly #links = new Map<string, Link | undefined>();
  readonly #byStructure = new Map<StructureIr, Link>();
  readonly #inner = new Map<string, Link>();
  readonly #checks = new Map<string, CodeCheck | undefined>();
  readonly #codeSystems = new Map<string, HeldCodes | undefined>();
  readonly #extensions = new Map<string, ExtensionRule | undefined>();
  readonly #structures = new Map<string, StructureIr | undefined>();
  readonly #ancestries = new Map<string, readonly string[]>();
  readonly #resources = new Map<string, Link | undefined>();
  #lastProfile = '';
  #lastEntry: ProfileEntry | undefined;
  readonly #profiles = new Map<string, ProfileEntry>();
  readonly primitives = primitiveChecks;
  readonly model: TypeModel;
  /** Constraints whose expression could not be translated: key → reason. */
  readonly untranslated = new Map<string, string>();

  /** Later packs come before earlier ones when both define a canonical. */
  readonly #beyond: CodesBeyond | undefined;

  constructor(packs: readonly Pack[], beyond?: CodesBeyond) {
    this.#beyond = beyond;
    this.#packs = [...packs].reverse();
    this.model = {
      element: (type, name) => this.#fact(type, name),
      parent: (type) => this.#parent(type),
    };
  }

  structure(canonical: string): StructureIr | undefined {
    if (this.#structures.has(canonical)) return this.#structures.get(canonical);
    const plain = withoutVersion(canonical);
    const url = plain.includes(':') ? plain : CORE + plain;
    const version = canonical.split('|')[1];
    const held = this.#packs.flatMap((pack) => pack.structure(url) ?? []);
    const found = held.find((structure) => structure.version === version) ?? held[0];
    remember(this.#structures, canonical, found);
    return found;
  }

  link(canonical: string): Link | undefined {
    if (this.#links.has(canonical)) return this.#links.get(canonical);
    const structure = this.structure(canonical);
    let link = structure && this.#byStructure.get(structure);
    if (structure && !link) {
      link = this.#lazy(structure);
      this.#byStructure.set(structure, link);
    }
    remember(this.#links, canonical, link);
    return link;
  }

  #lazy(structure: StructureIr): Link {
    const link: Link = {
      url: structure.url,
      f: (o, c) => {
        link.f = this.#compile(structure);
        link.f(o, c);
      },
    };
    return link;
  }

  /** Compiles a structure now instead of at its first use. */
  prepare(canonical: string): void {
    const structure = this.structure(canonical);
    const link = this.link(canonical);
    if (structure && link) link.f = this.#compile(structure);
  }

  #compile(structure: StructureIr): NodeFunction {
    const { root, inner } = generate(structure, this);
    if (!structure.constraint) {
      for (const [path, f] of inner) {
        const link = this.#inner.get(path);
        if (link) link.f = f;
        else this.#inner.set(path, { f, url: structure.url });
      }
    }
    return root;
  }

  innerLink(path: string): Link | undefined {
    const known = this.#inner.get(path);
    if (known) return known;
    const [type] = path.split('.');
    const structure = type === undefined ? undefined : this.structure(type);
    if (!structure) return undefined;
    const link: Link = {
      url: structure.url,
      f: (o, c) => {
        this.#compile(structure);
        link.f(o, c);
      },
    };
    this.#inner.set(path, link);
    return link;
  }

  resourceLink(type: string): Link | undefined {
    if (this.#resources.has(type)) return this.#resources.get(type);
    const link = this.#resourceLink(type);
    remember(this.#resources, type, link);
    return link;
  }

  profileLinks(type: string, profile: string): readonly Link[] | undefined {
    // Bulk data comes type by type: the last profile is nearly always the next one.
    const isLast = profile === this.#lastProfile;
    const known = isLast ? this.#lastEntry : this.#profiles.get(profile);
    this.#lastProfile = profile;
    this.#lastEntry = known;
    if (known) return known.type === type ? known.links : undefined;
    const link = this.link(profile);
    const profiled = this.resourceTypeOf(profile);
    if (!link || profiled === undefined) return undefined;
    this.#lastEntry = { type: profiled, links: [link] };
    this.#profiles.set(profile, this.#lastEntry);
    return profiled === type ? [link] : undefined;
  }

  targetRule({ targets = [], aggregation: modes }: TypeIr): TargetRule | undefined {
    const typed = targets.map((url) => ({ url, type: this.resourceTypeOf(url) ?? 'Resource' }));
    const types = new Set(typed.map(({ type }) => type));
    if (types.size > 0 && !types.has('Resource') && !types.has('DomainResource'))
      return { types, targets: typed, ...(modes && { modes }) };
    return modes && { targets: [], modes };
  }

  #resourceLink(type: string): Link | undefined {
    if (!/^[A-Z][A-Za-z]*$/.test(type)) return undefined;
    const structure = this.structure(type);
    return structure?.kind === 'resource' && !structure.abstract && !structure.constraint
      ? this.link(structure.url)
      : undefined;
  }

  resourceTypeOf(canonical: string): string | undefined {
    const structure = this.structure(canonical);
    return structure?.kind === 'resource' ? structure.type : undefined;
  }

  isType(code: string): boolean {
    return this.structure(code) !== undefined;
  }

  extensionRule(url: string): ExtensionRule | undefined {
    if (this.#extensions.has(url)) return this.#extensions.get(url);
    const structure = this.structure(url);
    const link =
      structure?.type === 'Extension' && structure.constraint ? this.link(url) : undefined;
    const rule: ExtensionRule | undefined = link && {
      link,
      isModifier: structure?.root.modifier === true,
      contexts: structure?.context ?? [],
    };
    remember(this.#extensions, url, rule);
    return rule;
  }

  check(valueSet: string): CodeCheck | undefined {
    if (this.#checks.has(valueSet)) return this.#checks.get(valueSet);
    const url = withoutVersion(valueSet);
    const ir = this.#packs.map((pack) => pack.valueSet(url)).find((found) => found !== undefined);
    const check = ir && new CodeCheck(ir, this.#beyond);
    remember(this.#checks, valueSet, check);
    return check;
  }

  heldCodes(system: string): HeldCodes | undefined {
    if (this.#codeSystems.has(system)) return this.#codeSystems.get(system);
    const ir = this.#packs
      .map((pack) => pack.codeSystem(system))
      .find((found) => found !== undefined);
    const held = ir && new HeldCodes(ir);
    remember(this.#codeSystems, system, held);
    return held;
  }

  unsupported(constraint: ConstraintIr, reason: string): void {
    this.untranslated.set(constraint.key, reason);
  }

  readonly ancestry = (type: string): readonly string[] => {
    const known = this.#ancestries.get(type);
    if (known) return known;
    const types = [type];
    for (let at: string | undefined = type; at !== undefined && types.length < 9; ) {
      at = this.structure(at)?.base?.split('/').at(-1);
      if (at !== undefined) types.push(at);
    }
    if (!types.includes('Element')) types.push('Element');
    this.#ancestries.set(type, types);
    return types;
  };

  #element(path: string): ElementIr | undefined {
    const [type = '', ...names] = path.split('.');
    let element = this.structure(type)?.root;
    for (const name of names) {
      const ref: string | undefined = element?.ref;
      if (ref !== undefined && !element?.children) element = this.#element(ref);
      element = element?.children?.find((child) => child.name === name);
    }
    return element;
  }

  #fact(type: string, name: string): ElementFact | undefined {
    const owner = this.#element(type);
    const child = owner?.children?.find((candidate) => candidate.name === name);
    if (!child) return undefined;
    if (child.ref !== undefined) return { types: [child.ref], array: child.array === true };
    const codes = (child.types ?? []).map(({ code }) => code);
    if (child.choice) return { types: codes, array: false, choice: true };
    const isInline =
      codes.length === 1 &&
      (codes[0] === 'BackboneElement' || codes[0] === 'Element') &&
      child.children;
    return { types: isInline ? [`${type}.${name}`] : codes, array: child.array === true };
  }

  #parent(type: string): string | undefined {
    if (type.includes('.')) return this.#element(type)?.types?.[0]?.code ?? 'BackboneElement';
    return this.structure(type)?.base?.split('/').at(-1);
  }
}

/** What servers make up must not fill the memory of a long run; packs hold far fewer names. */
const MOST_NAMES = 10_000;

function remember<T>(cache: Map<string, T | undefined>, key: string, value: T | undefined): void {
  if (cache.size < MOST_NAMES) cache.set(key, value);
}
