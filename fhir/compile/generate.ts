/**
 * Structure → JavaScript. Every function walks one object once: `for…in` with a `switch` over the
 * names, counts in locals, minimums after the loop, invariants where the object is otherwise clean.
 * Paths are made on the way back: a caller puts its step before what its callee found.
 */
import type { ElementIr, StructureIr, TypeIr } from '../pack/ir.ts';
import { PrimitiveSource } from './primitive-source.ts';
import { isPrimitive, type Library, type Place, quote } from './source-parts.ts';
import type { NodeFunction } from './walk-library.ts';

export interface Generated {
  readonly root: NodeFunction;
  readonly inner: ReadonlyMap<string, NodeFunction>;
}

const capital = (text: string): string => (text[0]?.toUpperCase() ?? '') + text.slice(1);

/** Types whose content is judged beyond what their definitions say. */
const CONTENT = new Set(['Attachment', 'Coding', 'Identifier', 'Quantity', 'Reference']);

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

class Writer extends PrimitiveSource {
  source(): string {
    const { type, root } = this.structure;
    const name = this.node(root, {
      path: type,
      type,
      contexts: this.ancestry(type),
      isRoot: true,
    });
    const inner = this.innerNames.map(([path, fn]) => `${quote(path)}: ${fn}`).join(', ');
    return [
      `'use strict';`,
      `const isObj = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);`,
      this.constants.declarations,
      ...[...this.primitives].map((code) => `const P_${code} = P.${code};`),
      ...this.functions,
      `return { root: ${name}, inner: { ${inner} } };`,
    ].join('\n');
  }

  protected override node(element: ElementIr, place: Place): string {
    const name = `${place.path.replace(/\W/g, '_')}_${this.count++}`;
    const children = element.children ?? [];
    const isResource = place.isRoot && this.structure.kind === 'resource';
    const isType = place.isRoot && this.structure.kind !== 'resource';
    const at = isType ? 'at' : quote(place.path);
    const before: string[] = [];
    const cases: string[] = [];
    const after: string[] = [];
    const used = new Set<string>();
    const invariants = this.ownInvariants(element, place, used);
    for (const child of children) {
      const part = this.child(child, place, at, used.has(child.name));
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
      profile: this.structure.constraint ? this.structure.url : undefined,
    });
    const meant = children.filter(({ choice, max }) => choice && max !== 0);
    const counted = meant.map(({ name: choice }) => {
      const tally = place.type === 'Extension' && choice === 'value' ? ' xv++;' : '';
      return `case ${quote(choice)}: k_${choice}++;${tally} break;`;
    });
    const unknown =
      meant.length > 0
        ? `switch (c.unknown(k, v, ${owner})) { ${counted.join(' ')} }`
        : `c.unknown(k, v, ${owner});`;
    const isExtension = place.type === 'Extension';
    this.functions.push(
      [
        `function ${name}(o, c) {`,
        isType ? `if (++c.depth > 250) { c.tooDeep(); c.depth--; return; }` : '',
        isType ? `const at = c.at;` : '',
        `const e = c.errors; let q = 0, m = 0;`,
        before.join(' '),
        isExtension ? 'let xe = 0, xv = 0;' : '',
        // Objects that never were JSON may hold undefined; JSON.stringify would leave it out.
        `for (const k in o) { const v = o[k]; if (v === undefined) continue; switch (k) {`,
        // Siblings of primitives are rare: they stand where they are compared last.
        ...cases.filter((each) => !each.startsWith(`case "_`)),
        ...cases.filter((each) => each.startsWith(`case "_`)),
        `default: q++; ${unknown} } }`,
        isResource ? '' : `if (q === 0) { c.empty(o); ${isType ? 'c.depth--;' : ''} return; }`,
        ...after,
        isExtension ? 'if ((xe > 0) === (xv > 0)) c.extensionContent(xe > 0);' : '',
        CONTENT.has(place.type) ? `if (c.errors === e) c.content${place.type}(o);` : '',
        invariants ? `if (c.errors === e) { ${invariants} }` : '',
        isType ? 'c.depth--;' : '',
        `}`,
      ]
        .filter((line) => line !== '')
        .join('\n'),
    );
    if (!place.isRoot && !this.structure.constraint) this.innerNames.push([place.path, name]);
    return name;
  }

  /** Constraints of the node itself; what they ask of its elements is answered by counts. */
  private ownInvariants(element: ElementIr, place: Place, used: Set<string>): string {
    const children = element.children ?? [];
    const typed = place.type.includes('.')
      ? []
      : (this.library.structure(place.type)?.root.constraints ?? []);
    const constraints = place.isRoot
      ? (element.constraints ?? [])
      : [...typed, ...(element.constraints ?? [])];
    return this.invariants(constraints, place.type, 'o', 'undefined', undefined, (name) => {
      const child = children.find((each) => each.name === name);
      if (!child) return undefined;
      if (child.max === 0) return 'false';
      used.add(name);
      return `k_${name} > 0`;
    });
  }

  private child(
    child: ElementIr,
    place: Place,
    at: string,
    isUsed: boolean,
  ): { before: string[]; cases: string[]; after: string[] } {
    const path = `${place.path}.${child.name}`;
    if (child.choice) return this.choice(child, place, path, at);
    const before: string[] = [];
    const after: string[] = [];
    const min = child.min ?? 0;
    const counter = `k_${child.name}`;
    const isCounted = isUsed || min > 0 || (child.slices?.length ?? 0) > 0;
    if (isCounted) before.push(`let ${counter} = 0;`);
    const count = (expression: string): string => (isCounted ? `${counter} = ${expression};` : '');
    if (min > 0) {
      after.push(
        `if (${counter} < ${min}) c.missing(${this.profile}, ${quote(child.name)}, ${min}, ${counter});`,
      );
    }
    const tally = place.type === 'Extension' && child.name === 'extension' ? 'xe++;' : '';
    const isId = child.name === 'id' && !child.array;
    const countKey = isId && !(place.isRoot && this.structure.kind === 'resource') ? '' : 'q++;';
    if (child.max === 0) {
      const names = [quote(child.name), quote(`_${child.name}`)];
      return {
        before,
        cases: [
          `case ${names.join(': case ')}: q++; ${tally} c.prohibited(${this.profile}, ${quote(child.name)}, v); break;`,
        ],
        after,
      };
    }
    const type = this.typeOf(child, place);
    if (type.code === 'xhtml') {
      return { before, cases: [`case 'div': q++; ${count('1')} c.xhtml(v); break;`], after };
    }
    const slicing = this.slicing(child, path, place, counter, before, after);
    const cases: string[] = [];
    if (isPrimitive(type.code) && child.ref === undefined) {
      cases.push(...this.primitive(child, type, child.name, path, countKey, count, place));
    } else {
      const item = slicing?.item ?? this.item(child, type, path, place, at);
      const faulty = slicing ? `${slicing.faulty} = true;` : '';
      const typeName = quote(type.code);
      if (child.array) {
        const max = child.max ?? 1;
        const tooMany =
          max >= 0
            ? `if (v.length > ${max}) c.tooMany(${this.profile}, ${quote(child.name)}, ${max}, v.length);`
            : '';
        cases.push(
          `case ${quote(child.name)}: ${countKey} ${tally} if (!Array.isArray(v)) { c.notArray(${quote(child.name)}, v); ${count(String(min || 1))} ${faulty} }
          else if (v.length === 0) { c.emptyArray(${quote(child.name)}); ${count(String(min || 1))} ${faulty} } else { ${count('v.length')} ${tooMany}
          for (let i = 0; i < v.length; i++) { const w = v[i]; if (isObj(w)) { m = c.n; ${item} if (c.n !== m) c.prefixItem(m, ${quote(child.name)}, i); }
          else { c.badItem(${quote(child.name)}, i, ${typeName}, w); ${faulty} } } } break;`,
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
  private typeOf(child: ElementIr, place: Place): TypeIr {
    if (child.name === 'id' && place.isRoot && this.structure.kind === 'resource') {
      return { code: 'id' };
    }
    return child.types?.[0] ?? { code: child.ref === undefined ? 'Element' : 'BackboneElement' };
  }

  private choice(
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
          `case ${keys.join(': case ')}: q++; ${tally} c.prohibited(${this.profile}, k, v); break;`,
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
            `if (${seen} === 0${(child.min ?? 0) > 0 ? ` && ${counter} > 0` : ''}) c.missingSlice(${this.profile}, ${quote(child.name)}, ${quote(slice.slice)}, 1, 0);`,
          );
        }
      }
      if (isPrimitive(type.code)) {
        cases.push(
          ...this.primitive(
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
      const item = this.item(variant, own, path, place, at);
      cases.push(
        `case ${quote(key)}: { q++; ${tally} ${count} const w = v; if (isObj(w)) { m = c.n; ${item} if (c.n !== m) c.prefix(m, ${quote(`.${shownName}`)}); }
        else c.notObject(${quote(shownName)}, ${quote(type.code)}, w); break; }`,
      );
    }
    after.push(`if (${counter} > 1) c.choiceTwice(${quote(child.name)}, o);`);
    if ((child.min ?? 0) > 0) {
      after.push(
        `if (${counter} === 0) c.missing(${this.profile}, ${quote(`${child.name}[x]`)}, 1, 0);`,
      );
    }
    return { before, cases, after };
  }
}
