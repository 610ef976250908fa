import { isObject } from '../json.ts';
import type { TypeModel } from '../fhirpath/model.ts';
import { type Translation, translate } from '../fhirpath/translate.ts';
import type { ConstraintIr, ElementIr, StructureIr, TypeIr } from '../pack/ir.ts';
import type { PrimitiveCheck } from '../rules/primitives.ts';
import type { CodeCheck } from './code-check.ts';
import { Constants } from './constants.ts';
import { ruleWords } from './rule-words.ts';
import type { SliceLibrary } from './slice-criteria.ts';
import type { Link, TargetRule } from './walk-library.ts';

/** What generated functions are linked with. */
export interface Library extends SliceLibrary {
  link(canonical: string): Link | undefined;
  /** The function of an element inside a type's own definition, for content references. */
  innerLink(path: string): Link | undefined;
  readonly model: TypeModel;
  check(valueSet: string): CodeCheck | undefined;
  readonly primitives: Readonly<Record<string, PrimitiveCheck>>;
  unsupported(constraint: ConstraintIr, reason: string): void;
  targetRule(type: TypeIr): TargetRule | undefined;
  /** A type and those that it specializes, `Element` last. */
  ancestry(type: string): readonly string[];
}

/** Where a node stands, for paths, contexts and FHIRPath types. */
export interface Place {
  /** Path in the base definition: `Observation.component`. */
  readonly path: string;
  /** FHIR type of the node, a backbone's path. */
  readonly type: string;
  /** Names by which an extension's context may mean this node. */
  readonly contexts: readonly string[];
  readonly isRoot: boolean;
}

/** Constraints over `contained` alone, met where there is none (FHIR R4, DomainResource). */
const CONTAINED = new Set(['dom-2', 'dom-3', 'dom-4', 'dom-5']);

/** A name or value as it stands in source. */
export const quote = (value: unknown): string => JSON.stringify(value);

/** Whether a type's value is a JSON primitive that the primitive rules judge. */
export const isPrimitive = (code: string): boolean => /^[a-z]/.test(code) && code !== 'xhtml';

/** What every part of a structure's source is made with. */
export class SourceParts {
  readonly constants = new Constants();
  protected readonly structure: StructureIr;
  protected readonly library: Library;
  protected readonly functions: string[] = [];
  protected readonly innerNames: [path: string, name: string][] = [];
  protected readonly primitives = new Set<string>();
  protected readonly patterns = new Map<string, string>();
  protected readonly profile: string;
  protected count = 0;

  constructor(structure: StructureIr, library: Library) {
    this.structure = structure;
    this.library = library;
    this.profile = structure.constraint ? quote(structure.url) : 'undefined';
  }

  protected ancestry(type: string): readonly string[] {
    return this.library.ancestry(type);
  }

  /** Names under which an extension's context may mean a child: by use, by type, by ancestors. */
  protected contexts(
    child: ElementIr,
    path: string,
    place: Place,
    code: string,
  ): readonly string[] {
    const typed = place.type.includes('.') ? [] : [`${place.type}.${child.name}`];
    return [...new Set([path, ...typed, ...this.ancestry(code)])];
  }

  protected bindings(
    element: ElementIr,
  ): { readonly strength: 'required' | 'extensible'; readonly valueSet: string }[] {
    const { binding } = element;
    if (!binding) return [];
    const list: { strength: 'required' | 'extensible'; valueSet: string }[] = [];
    if (binding.valueSet !== '' && binding.strength !== 'preferred') {
      list.push({ strength: binding.strength, valueSet: binding.valueSet });
    }
    if (binding.max !== undefined) list.push({ strength: 'required', valueSet: binding.max });
    for (const valueSet of binding.also ?? []) list.push({ strength: 'required', valueSet });
    return list;
  }

  protected targets(type: TypeIr): string {
    const { targets, aggregation } = type;
    const rule = this.library.targetRule(type);
    const key = JSON.stringify([targets, aggregation]);
    return rule ? this.constants.of(rule, `targets ${key}`) : 'undefined';
  }

  protected typeName(element: ElementIr, type: TypeIr, path: string): string {
    if (element.ref !== undefined) return element.ref;
    return type.code === 'BackboneElement' || type.code === 'Element' ? path : type.code;
  }

  /**
   * The name of a function that tells whether a value shows a pattern: of a list each pattern item
   * somewhere, of an object each property (ElementDefinition.pattern[x]).
   */
  protected patternFunction(pattern: unknown): string {
    const key = JSON.stringify(pattern);
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const name = `p${this.patterns.size}`;
    this.patterns.set(key, name);
    const lines = ['if (!isObj(v)) return false;'];
    for (const [member, wanted] of Object.entries(pattern ?? {})) {
      const value = `v[${quote(member)}]`;
      if (Array.isArray(wanted)) {
        lines.push(`if (!Array.isArray(${value})) return false;`);
        for (const each of wanted) {
          const test = isObject(each) ? this.patternFunction(each) : `(w) => w === ${quote(each)}`;
          lines.push(`if (!${value}.some(${test})) return false;`);
        }
      } else if (isObject(wanted)) {
        lines.push(`if (!${this.patternFunction(wanted)}(${value})) return false;`);
      } else lines.push(`if (${value} !== ${quote(wanted)}) return false;`);
    }
    this.functions.push(`function ${name}(v) { ${lines.join(' ')} return true; }`);
    return name;
  }

  protected invariants(
    constraints: readonly ConstraintIr[],
    type: string,
    node: string,
    sibling: string,
    primitive?: readonly [shown: string, index: string],
    known?: (name: string) => string | undefined,
  ): string {
    return constraints
      .map((constraint) => {
        const translation: Translation = translate(constraint.expression, {
          type,
          model: this.library.model,
          names: { node, sibling, resource: 'c.resource', rootResource: 'c.container', fp: 'c.fp' },
          ...(known && { known }),
        });
        if ('unsupported' in translation) {
          this.library.unsupported(constraint, translation.unsupported);
          return `c.unsupported(${quote(constraint.key)});`;
        }
        const words = ruleWords(constraint.key, constraint.expression);
        const rule = this.constants.json({ ...constraint, words });
        const where = primitive ? `, ${primitive[0]}, ${primitive[1]}` : '';
        const isAboutContained = node === 'o' && CONTAINED.has(constraint.key);
        const guard = isAboutContained ? `${known?.('contained') ?? 'true'} && ` : '';
        return `if (${guard}${translation.fails}) c.broken(${this.profile}, ${rule}${where});`;
      })
      .join('\n');
  }
}
