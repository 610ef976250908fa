/**
 * Structure → JavaScript. Every function walks one object once: `for…in` with a `switch` over the
 * names, counts in locals, minimums after the loop, invariants where the object is otherwise clean.
 * Paths are made on the way back: a caller puts its step before what its callee found.
 */
import { type Translation, translate } from '../fhirpath/translate.ts';
import type { TypeModel } from '../fhirpath/model.ts';
import type { ConstraintIr, ElementIr, StructureIr, TypeIr } from '../pack/ir.ts';
import type { PrimitiveCheck } from '../rules/primitives.ts';
import type { CodeCheck } from './code-check.ts';
import { Constants } from './constants.ts';
import { criteriaOf, matchSource, type SliceLibrary } from './slice-source.ts';
import type { Link, NodeFunction, TargetRule } from './walk.ts';

/** What generated functions are linked with. */
export interface Library extends SliceLibrary {
  link(canonical: string): Link | undefined;
  /** The function of an element inside a type's own definition, for content references. */
  innerLink(path: string): Link | undefined;
  readonly model: TypeModel;
  check(valueSet: string): CodeCheck | undefined;
  readonly primitives: Readonly<Record<string, PrimitiveCheck>>;
  unsupported(constraint: ConstraintIr, reason: string): void;
  targetRule(targets: readonly string[]): TargetRule | undefined;
  /** A type and those that it specializes, `Element` last. */
  ancestry(type: string): readonly string[];
}

export interface Generated {
  readonly root: NodeFunction;
  readonly inner: ReadonlyMap<string, NodeFunction>;
}

const capital = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1);
const quote = (value: unknown): string => JSON.stringify(value);
const isPrimitive = (code: string): boolean => /^[a-z]/.test(code) && code !== 'xhtml';

/** Types whose content is judged beyond what their definitions say. */
const CONTENT = new Set(['Coding', 'Identifier', 'Quantity', 'Reference', 'Attachment', 'Bundle']);

/** Constraints over `contained` alone, met where there is none (FHIR R4, DomainResource). */
const CONTAINED = new Set(['dom-2', 'dom-3', 'dom-4', 'dom-5']);

interface Place {
  /** Path in the base definition: `Observation.component`. */
  readonly path: string;
  /** FHIR type of the node, a backbone's path. */
  readonly type: string;
  /** Names by which an extension's context may mean this node. */
  readonly contexts: readonly string[];
  readonly isRoot: boolean;
}

/** Compiles a structure; the source is put together as text and evaluated once. */
export function generate(structure: StructureIr, library: Library): Generated {
  const writer = new Writer(structure, library);
  const source = writer.source();
  const make = new Function('K', 'P', source) as (
    constants: readonly unknown[],
    primitives: Library['primitives'],
  ) => { root: NodeFunction; inner: Record<string, NodeFunction> };
  const made = make(writer.constants.values, library.primitives);
  return { root: made.root, inner: new Map(Object.entries(made.inner)) };
}

class Writer {
  readonly constants = new Constants();
  readonly #structure: StructureIr;
  readonly #library: Library;
  readonly #functions: string[] = [];
  readonly #inner: [path: string, name: string][] = [];
  readonly #primitives = new Set<string>();
  readonly #profile: string;
  #count = 0;

  constructor(structure: StructureIr, library: Library) {
    this.#structure = structure;
    this.#library = library;
    this.#profile = structure.constraint ? quote(structure.url) : 'undefined';
  }

  source(): string {
    const { type, root } = this.#structure;
    const name = this.#node(root, {
      path: type,
      type,
      contexts: this.#ancestry(type),
      isRoot: true,
    });
    const inner = this.#inner.map(([path, fn]) => `${quote(path)}: ${fn}`).join(', ');
    return [
      `'use strict';`,
      `const isObj = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);`,
      this.constants.declarations,
      ...[...this.#primitives].map((code) => `const P_${code} = P.${code};`),
      ...this.#functions,
      `return { root: ${name}, inner: { ${inner} } };`,
    ].join('\n');
  }

  #ancestry(type: string): readonly string[] {
    return this.#library.ancestry(type);
  }

  /** Names under which an extension's context may mean a child: by use, by type, by ancestors. */
  #contexts(child: ElementIr, path: string, place: Place, code: string): readonly string[] {
    const typed = place.type.includes('.') ? [] : [`${place.type}.${child.name}`];
    return [...new Set([path, ...typed, ...this.#ancestry(code)])];
  }

  #node(element: ElementIr, place: Place): string {
    const name = `${place.path.replace(/\W/g, '_')}_${this.#count++}`;
    const children = element.children ?? [];
    const isResource = place.isRoot && this.#structure.kind === 'resource';
    const isType = place.isRoot && this.#structure.kind !== 'resource';
    const at = isType ? 'at' : quote(place.path);
    const before: string[] = [];
    const cases: string[] = [];
    const after: string[] = [];
    for (const child of children) {
      const part = this.#child(child, place, at);
      before.push(...part.before);
      cases.push(...part.cases);
      after.push(...part.after);
    }
    if (isResource) cases.unshift(`case 'resourceType': break;`);
    const choices = children
      .filter(({ choice }) => choice)
      .map((child) => [child.name, (child.types ?? []).map(({ code }) => code)]);
    const owner = this.constants.json({
      type: place.type,
      choices,
      profile: this.#structure.constraint ? this.#structure.url : undefined,
    });
    const root = this.#structure.root;
    let constraints = place.isRoot ? (root.constraints ?? []) : [];
    if (!place.isRoot && !place.type.includes('.')) {
      constraints = this.#library.structure(place.type)?.root.constraints ?? [];
    }
    const invariants = this.#invariants(constraints, place.type, 'o', 'undefined');
    const isExtension = place.type === 'Extension';
    this.#functions.push(
      [
        `function ${name}(o, c) {`,
        isType ? `if (++c.depth > 250) { c.tooDeep(); c.depth--; return; }` : '',
        isType ? `const at = c.at;` : '',
        `const e = c.errors; let q = 0, m = 0;`,
        before.join(' '),
        isExtension ? 'let xe = 0, xv = 0;' : '',
        `for (const k in o) { const v = o[k]; switch (k) {`,
        // Siblings of primitives are rare: they stand where they are compared last.
        ...cases.filter((each) => !each.startsWith(`case "_`)),
        ...cases.filter((each) => each.startsWith(`case "_`)),
        `default: q++; c.unknown(k, v, ${owner}); } }`,
        isResource ? '' : `if (q === 0) { c.empty(o); ${isType ? 'c.depth--;' : ''} return; }`,
        ...after,
        isExtension ? 'if ((xe > 0) === (xv > 0)) c.extensionContent(xe > 0);' : '',
        CONTENT.has(place.type) ? `c.content${place.type}(o);` : '',
        invariants ? `if (c.errors === e) { ${invariants} }` : '',
        isType ? 'c.depth--;' : '',
        `}`,
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
    if (!place.isRoot && !this.#structure.constraint) this.#inner.push([place.path, name]);
    return name;
  }

  #child(
    child: ElementIr,
    place: Place,
    at: string,
  ): { before: string[]; cases: string[]; after: string[] } {
    const path = `${place.path}.${child.name}`;
    if (child.choice) return this.#choice(child, place, path, at);
    const before: string[] = [];
    const after: string[] = [];
    const min = child.min ?? 0;
    const counter = `k_${child.name}`;
    const isCounted = min > 0 || (child.slices?.length ?? 0) > 0;
    if (isCounted) before.push(`let ${counter} = 0;`);
    const count = (expression: string): string => (isCounted ? `${counter} = ${expression};` : '');
    if (min > 0) {
      after.push(
        `if (${counter} < ${min}) c.missing(${this.#profile}, ${quote(child.name)}, ${min}, ${counter});`,
      );
    }
    const tally = place.type === 'Extension' && child.name === 'extension' ? 'xe++;' : '';
    const isId = child.name === 'id' && !child.array;
    const countKey = isId && !(place.isRoot && this.#structure.kind === 'resource') ? '' : 'q++;';
    if (child.max === 0) {
      const names = [quote(child.name), quote(`_${child.name}`)];
      return {
        before,
        cases: [
          `case ${names.join(': case ')}: q++; ${tally} c.prohibited(${this.#profile}, ${quote(child.name)}, v); break;`,
        ],
        after,
      };
    }
    const type = this.#typeOf(child, place);
    if (type.code === 'xhtml') {
      return { before, cases: [`case 'div': q++; ${count('1')} c.xhtml(v); break;`], after };
    }
    const slicing = this.#slicing(child, path, place, counter, before, after);
    const cases: string[] = [];
    if (isPrimitive(type.code) && child.ref === undefined) {
      cases.push(...this.#primitive(child, type, child.name, path, countKey, count, place));
    } else {
      const item = slicing ?? this.#item(child, type, path, place, at);
      const typeName = quote(type.code);
      if (child.array) {
        const max = child.max ?? 1;
        const tooMany =
          max >= 0
            ? `if (v.length > ${max}) c.tooMany(${this.#profile}, ${quote(child.name)}, ${max}, v.length);`
            : '';
        cases.push(
          `case ${quote(child.name)}: ${countKey} ${tally} if (!Array.isArray(v)) { c.notArray(${quote(child.name)}, v); ${count('1')} }
          else if (v.length === 0) { c.emptyArray(${quote(child.name)}); } else { ${count('v.length')} ${tooMany}
          for (let i = 0; i < v.length; i++) { const w = v[i]; if (isObj(w)) { m = c.n; ${item} if (c.n !== m) c.prefixItem(m, ${quote(child.name)}, i); }
          else c.badItem(${quote(child.name)}, i, ${typeName}, w); } } break;`,
        );
      } else {
        cases.push(
          `case ${quote(child.name)}: { ${countKey} ${tally} ${count('1')} const w = v; if (isObj(w)) { m = c.n; ${item} if (c.n !== m) c.prefix(m, ${quote(`.${child.name}`)}); }
          else c.notObject(${quote(child.name)}, ${typeName}, w); break; }`,
        );
      }
    }
    return { before, cases, after };
  }

  /** Root ids of resources follow the id type, whatever the FHIRPath type of the definition says. */
  #typeOf(child: ElementIr, place: Place): TypeIr {
    if (child.name === 'id' && place.isRoot && this.#structure.kind === 'resource') {
      return { code: 'id' };
    }
    return child.types?.[0] ?? { code: child.ref === undefined ? 'Element' : 'BackboneElement' };
  }

  #choice(
    child: ElementIr,
    place: Place,
    path: string,
    at: string,
  ): { before: string[]; cases: string[]; after: string[] } {
    const counter = `k_${child.name}`;
    const before = [`let ${counter} = 0;`];
    const after: string[] = [];
    const cases: string[] = [];
    const tally = place.type === 'Extension' && child.name === 'value' ? 'xv++;' : '';
    if (child.max === 0) {
      const keys = (child.types ?? []).flatMap(({ code }) => [
        quote(child.name + capital(code)),
        quote(`_${child.name}${capital(code)}`),
      ]);
      if (keys.length > 0) {
        cases.push(
          `case ${keys.join(': case ')}: q++; ${tally} c.prohibited(${this.#profile}, k, v); break;`,
        );
      }
      return { before: [], cases, after };
    }
    for (const type of child.types ?? []) {
      const slice = child.slices?.find(
        ({ types }) => types?.length === 1 && types[0]?.code === type.code,
      );
      const variant: ElementIr = slice ?? child;
      const own = variant.types?.find(({ code }) => code === type.code) ?? type;
      const key = child.name + capital(type.code);
      const shownName = `${child.name}.ofType(${type.code})`;
      let count = `${counter}++;`;
      if (slice && (slice.min ?? 0) > 0) {
        const seen = `s_${key}`;
        before.push(`let ${seen} = 0;`);
        count += ` ${seen}++;`;
        if ((child.min ?? 0) === 0 || (child.types?.length ?? 0) > 1) {
          after.push(
            `if (${seen} === 0${(child.min ?? 0) > 0 ? ` && ${counter} > 0` : ''}) c.missingSlice(${this.#profile}, ${quote(child.name)}, ${quote(slice.slice)}, 1, 0);`,
          );
        }
      }
      if (isPrimitive(type.code)) {
        cases.push(
          ...this.#primitive(
            { ...variant, name: key },
            own,
            shownName,
            path,
            `q++; ${tally}`,
            () => count,
            place,
          ),
        );
        continue;
      }
      const item = this.#item(variant, own, path, place, at);
      cases.push(
        `case ${quote(key)}: { q++; ${tally} ${count} const w = v; if (isObj(w)) { m = c.n; ${item} if (c.n !== m) c.prefix(m, ${quote(`.${shownName}`)}); }
        else c.notObject(${quote(shownName)}, ${quote(type.code)}, w); break; }`,
      );
    }
    after.push(`if (${counter} > 1) c.choiceTwice(${quote(child.name)}, o);`);
    if ((child.min ?? 0) > 0) {
      after.push(
        `if (${counter} === 0) c.missing(${this.#profile}, ${quote(`${child.name}[x]`)}, 1, 0);`,
      );
    }
    return { before, cases, after };
  }

  /** Cases of a primitive and of the `_` sibling that holds its id and extensions. */
  #primitive(
    child: ElementIr,
    type: TypeIr,
    shownName: string,
    path: string,
    countKey: string,
    count: (expression: string) => string,
    place: Place,
  ): string[] {
    const key = child.name;
    const check = this.#library.primitives[type.code] ? `P_${type.code}(w)` : 'undefined';
    this.#primitives.add(type.code);
    const shown = quote(shownName);
    const names = this.#contexts(
      { ...child, name: shownName.split('.')[0] ?? key },
      path,
      place,
      type.code,
    );
    const contexts = this.constants.json(names);
    const twin = quote(`_${key}`);
    const node = child.children?.some(
      ({ name, slices, min, max }) =>
        name === 'extension' && ((slices?.length ?? 0) > 0 || (min ?? 0) > 0 || max === 0),
    )
      ? this.#node(
          { ...child, children: child.children.filter(({ name }) => name !== 'value') },
          { path, type: type.code, contexts: names, isRoot: false },
        )
      : 'undefined';
    const mustHaveCode =
      type.code === 'code' && child.binding?.strength === 'required'
        ? `c.codeNotGiven(${this.#profile}, ${shown}, ${quote(child.binding.valueSet)});`
        : '';
    if (child.array) {
      const max = child.max ?? 1;
      const tooMany =
        max >= 0
          ? `if (v.length > ${max}) c.tooMany(${this.#profile}, ${shown}, ${max}, v.length);`
          : '';
      const sibling = `(Array.isArray(o[${twin}]) ? o[${twin}][i] : undefined)`;
      const post = this.#primitiveRules(child, type, shown, 'i', sibling);
      return [
        `case ${quote(key)}: ${countKey} if (!Array.isArray(v)) { c.notArray(${shown}, v); ${count('1')} } else if (v.length === 0) { c.emptyArray(${shown}); } else { ${count('v.length')} ${tooMany}
        for (let i = 0; i < v.length; i++) { const w = v[i]; if (w === null) { if (!isObj(${sibling})) c.badItem(${shown}, i, ${quote(type.code)}, w); continue; }
        const x = ${check}; if (x !== undefined) c.format(${shown}, i, w, x, ${quote(type.code)}); ${post ? `else { ${post} }` : ''} } } break;`,
        `case ${twin}: ${countKey} if (o[${quote(key)}] === undefined && Array.isArray(v)) { ${count('v.length')} ${mustHaveCode} } c.siblings(v, o[${quote(key)}], ${shown}, ${contexts}, ${node}); break;`,
      ];
    }
    const post = this.#primitiveRules(child, type, shown, '-1', `o[${twin}]`);
    const isResourceId = type.code === 'id' && key === 'id' && place.isRoot;
    return [
      `case ${quote(key)}: { ${countKey} ${count('1')} const w = v; const x = ${check}; if (x !== undefined) c.format(${shown}, -1, w, x, ${quote(type.code)}); ${post ? `else { ${post} }` : ''} break; }`,
      isResourceId
        ? `case '_id': c.extendedId(v); break;`
        : `case ${twin}: ${countKey} if (o[${quote(key)}] === undefined) { ${count('1')} ${mustHaveCode} } c.sibling(v, o[${quote(key)}] !== undefined, ${shown}, ${contexts}, ${node}); break;`,
    ];
  }

  #primitiveRules(
    child: ElementIr,
    type: TypeIr,
    shown: string,
    index: string,
    sibling: string,
  ): string {
    const parts: string[] = [];
    const profile = this.#profile;
    if (child.fixed !== undefined) {
      parts.push(
        `if (w !== ${quote(child.fixed)}) c.notFixed(${profile}, ${shown}, ${index}, w, ${quote(child.fixed)});`,
      );
    }
    if (child.pattern !== undefined) {
      parts.push(
        `if (w !== ${quote(child.pattern)}) c.notFixed(${profile}, ${shown}, ${index}, w, ${quote(child.pattern)});`,
      );
    }
    if (child.maxLength !== undefined) {
      parts.push(
        `if (typeof w === 'string' && w.length > ${child.maxLength}) c.tooLong(${profile}, ${shown}, ${index}, w, ${child.maxLength});`,
      );
    }
    if (child.minValue !== undefined) {
      parts.push(
        `c.atLeast(${profile}, ${shown}, ${index}, w, ${this.constants.json(child.minValue)});`,
      );
    }
    if (child.maxValue !== undefined) {
      parts.push(
        `c.atMost(${profile}, ${shown}, ${index}, w, ${this.constants.json(child.maxValue)});`,
      );
    }
    for (const { strength, valueSet } of this.#bindings(child)) {
      const held = this.#library.check(valueSet);
      if (!held) {
        if (strength === 'required') parts.push(`c.noValueSet(${quote(valueSet)});`);
        continue;
      }
      const check = this.constants.of(held);
      const strictly = strength === 'required';
      parts.push(
        `{ const r = ${check}.code(w); if (r !== true) c.codeOutside(${profile}, ${shown}, ${index}, w, ${check}, r, ${strictly}); }`,
      );
    }
    if (type.code === 'canonical' && type.targets) {
      // A canonical's target can be told only where it is resolved; its syntax has been checked.
    }
    const invariants = this.#invariants(child.constraints ?? [], type.code, 'w', sibling, [
      shown,
      index,
    ]);
    if (invariants) parts.push(invariants);
    return parts.join(' ');
  }

  #bindings(
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

  /** Statements that judge one complex item `w` at relative path `''`. */
  #item(element: ElementIr, type: TypeIr, path: string, place: Place, at: string): string {
    const parts: string[] = [];
    const profile = this.#profile;
    const { code } = type;
    const constraints = element.constraints ?? [];
    if (constraints.length > 0) parts.push('const e1 = c.errors;');
    parts.push(this.#content(element, type, path, place, at));
    if (element.fixed !== undefined) {
      parts.push(`c.sameAs(${profile}, w, ${this.constants.json(element.fixed)});`);
    }
    if (element.pattern !== undefined) {
      parts.push(`c.like(${profile}, w, ${this.constants.json(element.pattern)});`);
    }
    if (element.minValue !== undefined) {
      parts.push(`c.quantityAtLeast(${profile}, w, ${this.constants.json(element.minValue)});`);
    }
    if (element.maxValue !== undefined) {
      parts.push(`c.quantityAtMost(${profile}, w, ${this.constants.json(element.maxValue)});`);
    }
    for (const { strength, valueSet } of this.#bindings(element)) {
      const method =
        code === 'CodeableConcept'
          ? 'concept'
          : code === 'Coding'
            ? 'coding'
            : code === 'Quantity'
              ? 'quantityUnit'
              : undefined;
      if (!method) continue;
      const held = this.#library.check(valueSet);
      if (!held) {
        if (strength === 'required') parts.push(`c.noValueSet(${quote(valueSet)});`);
        continue;
      }
      parts.push(
        `c.${method}(${profile}, w, ${this.constants.of(held)}, ${strength === 'required'});`,
      );
    }
    if (code === 'Reference') {
      parts.push(`c.reference(${profile}, w, ${this.#targets(type)});`);
    }
    if (constraints.length > 0) {
      const typeName = this.#typeName(element, type, path);
      const invariants = this.#invariants(constraints, typeName, 'w', 'undefined');
      if (invariants) parts.push(`if (c.errors === e1) { ${invariants} }`);
    }
    return parts.filter((part) => part !== '').join(' ');
  }

  #targets({ targets }: TypeIr): string {
    const rule = targets && this.#library.targetRule(targets);
    return rule ? this.constants.of(rule, `targets ${JSON.stringify(targets)}`) : 'undefined';
  }

  #typeName(element: ElementIr, type: TypeIr, path: string): string {
    if (element.ref !== undefined) return element.ref;
    return type.code === 'BackboneElement' || type.code === 'Element' ? path : type.code;
  }

  #content(element: ElementIr, type: TypeIr, path: string, place: Place, at: string): string {
    const { code, profiles } = type;
    if (code === 'xhtml') return '';
    if (element.ref !== undefined && !element.children) {
      const link = this.#library.innerLink(element.ref);
      return link ? `${this.constants.of(link)}.f(w, c);` : '';
    }
    const parts: string[] = [];
    if (code === 'Extension') {
      const isModifier = element.name === 'modifierExtension';
      if (element.children) parts.push(`${this.#inline(element, type, path, place)}(w, c);`);
      if (!element.children || profiles) {
        const isSub = place.type === 'Extension';
        parts.push(
          isSub
            ? `c.subExtension(w, ${this.constants.json(place.contexts)}, ${this.#structure.url !== 'http://hl7.org/fhir/StructureDefinition/Extension'}, ${this.#profile});`
            : `c.extension(w, ${this.constants.json(place.contexts)}, ${at}, ${isModifier});`,
        );
      }
      return parts.join(' ');
    }
    const structure = this.#library.structure(code);
    if (structure?.kind === 'resource') {
      const types = code === 'Resource' || code === 'DomainResource' ? 'undefined' : quote(code);
      return `c.inner(w, ${quote(element.name)}, ${types}, ${profiles ? this.constants.json(profiles) : 'undefined'}, o);`;
    }
    if (!isPrimitive(code)) parts.push(`c.at = ${quote(path)};`);
    if (element.children) parts.push(`${this.#inline(element, type, path, place)}(w, c);`);
    const [only] = profiles ?? [];
    const profileLink =
      only !== undefined && profiles?.length === 1 ? this.#library.link(only) : undefined;
    if (profileLink) parts.push(`${this.constants.of(profileLink)}.f(w, c);`);
    else if (profiles && profiles.length > 1) {
      parts.push(`c.oneOf(${this.#profile}, w, ${this.constants.json(profiles)});`);
    }
    if (!element.children && !profileLink) {
      const link = this.#library.link(code);
      if (link) parts.push(`${this.constants.of(link)}.f(w, c);`);
    }
    return parts.join(' ');
  }

  #inline(element: ElementIr, type: TypeIr, path: string, place: Place): string {
    const typeName = this.#typeName(element, type, path);
    const contexts = this.#contexts(element, path, place, type.code);
    return this.#node(element, { path, type: typeName, contexts, isRoot: false });
  }

  /** Statements that tell an item's slice, judge it by that slice, and count; undefined where unsliced. */
  #slicing(
    child: ElementIr,
    path: string,
    place: Place,
    counter: string,
    before: string[],
    after: string[],
  ): string | undefined {
    if (!child.slices || child.slices.length === 0) return undefined;
    const at = quote(path);
    const profile = this.#profile;
    const shown = quote(child.name);
    const id = `z${this.#count++}`;
    const isOrdered = child.slicing?.ordered === true;
    const rules = child.slicing?.rules;
    let order = 0;
    if (isOrdered) before.push(`let ${id}_last = -1;`);
    if (rules === 'openAtEnd') before.push(`let ${id}_open = false;`);
    const branch = (element: ElementIr, prefix: string, fallback: string): string => {
      let code = fallback;
      const slices = [...(element.slices ?? [])].reverse();
      const first = order;
      order += slices.length;
      for (const [index, slice] of slices.entries()) {
        const criteria = criteriaOf(element, slice, this.#library);
        const name = `${prefix}${slice.slice}`;
        const seen = `${id}_${this.#count++}`;
        const min = slice.min ?? 0;
        const max = slice.max ?? 1;
        if (!criteria) {
          after.push(min > 0 ? `c.cannotSlice(${shown}, ${quote(name)});` : '');
          continue;
        }
        before.push(`let ${seen} = 0;`);
        const type = slice.types?.[0] ?? child.types?.[0] ?? { code: 'BackboneElement' };
        const own = this.#item(slice, type, path, place, at);
        const number = first + slices.length - 1 - index;
        const inOrder = isOrdered
          ? `if (${number} < ${id}_last) c.outOfOrder(${profile}, ${quote(name)}); else ${id}_last = ${number};`
          : '';
        const atEnd =
          rules === 'openAtEnd' ? `if (${id}_open) c.afterOpen(${profile}, ${quote(name)});` : '';
        const inside = slice.slices ? branch(slice, `${name}/`, own) : own;
        code = `if (${matchSource(criteria, this.constants)}) { ${seen}++; ${inOrder} ${atEnd} ${inside} } else { ${code} }`;
        const guard = (child.min ?? 0) > 0 ? `${counter} > 0 && ` : '';
        if (min > 0) {
          after.push(
            `if (${guard}${seen} < ${min}) c.missingSlice(${profile}, ${shown}, ${quote(name)}, ${min}, ${seen});`,
          );
        }
        if (max >= 0) {
          after.push(
            `if (${seen} > ${max}) c.tooManyInSlice(${profile}, ${shown}, ${quote(name)}, ${max}, ${seen});`,
          );
        }
      }
      return code;
    };
    const type = child.types?.[0] ?? { code: 'BackboneElement' };
    const base = this.#item({ ...child, slices: [] }, type, path, place, at);
    const unmatched =
      rules === 'closed'
        ? `c.inNoSlice(${profile}, w, ${this.constants.json(child.slices.map(({ slice }) => slice))});`
        : rules === 'openAtEnd'
          ? `${id}_open = true;`
          : '';
    return branch(child, '', `${unmatched} ${base}`);
  }

  #invariants(
    constraints: readonly ConstraintIr[],
    type: string,
    node: string,
    sibling: string,
    primitive?: readonly [shown: string, index: string],
  ): string {
    return constraints
      .map((constraint) => {
        const translation: Translation = translate(constraint.expression, {
          type,
          model: this.#library.model,
          names: { node, sibling, resource: 'c.resource', rootResource: 'c.container', fp: 'c.fp' },
        });
        if ('unsupported' in translation) {
          this.#library.unsupported(constraint, translation.unsupported);
          return `c.unsupported(${quote(constraint.key)});`;
        }
        const where = primitive ? `, ${primitive[0]}, ${primitive[1]}` : '';
        const isAboutContained = node === 'o' && CONTAINED.has(constraint.key);
        const guard = isAboutContained ? 'o.contained !== undefined && ' : '';
        return `if (${guard}${translation.fails}) c.broken(${this.#profile}, ${this.constants.json(constraint)}${where});`;
      })
      .join('\n');
  }
}
