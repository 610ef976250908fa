import type { ElementIr, TypeIr } from '../pack/ir.ts';
import { ItemSource } from './item-source.ts';
import { type Place, quote } from './source-parts.ts';

/** Source for primitives and the `_` siblings that hold their ids and extensions. */
export abstract class PrimitiveSource extends ItemSource {
  /** Cases of a primitive and of the `_` sibling that holds its id and extensions. */
  protected primitive(
    child: ElementIr,
    type: TypeIr,
    shownName: string,
    path: string,
    countKey: string,
    count: (expression: string) => string,
    place: Place,
  ): string[] {
    const key = child.name;
    const check = this.library.primitives[type.code] ? `P_${type.code}(w)` : 'undefined';
    this.primitives.add(type.code);
    const shown = quote(shownName);
    const names = this.contexts(
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
      ? this.node(
          {
            name: child.name,
            children: child.children.filter(({ name }) => name !== 'value'),
          },
          { path, type: type.code, contexts: names, isRoot: false },
        )
      : 'undefined';
    const mustHaveCode =
      type.code === 'code' && child.binding?.strength === 'required'
        ? `c.codeNotGiven(${this.profile}, ${shown}, ${quote(child.binding.valueSet)});`
        : '';
    const nothingBeside =
      child.fixed === undefined
        ? ''
        : `if (o[${quote(key)}] !== undefined) c.fixedExtended(${this.profile}, ${shown}, v, ${quote(child.fixed)});`;
    if (child.array) {
      const given = String(child.min || 1);
      const max = child.max ?? 1;
      const tooMany =
        max >= 0
          ? `if (v.length > ${max}) c.tooMany(${this.profile}, ${shown}, ${max}, v.length);`
          : '';
      const sibling = `(Array.isArray(o[${twin}]) ? o[${twin}][i] : undefined)`;
      const post = this.primitiveRules(child, type, shown, 'i', sibling);
      return [
        `case ${quote(key)}: ${countKey} if (!Array.isArray(v)) { c.notArray(${shown}, v); ${count(given)} } else if (v.length === 0) { c.emptyArray(${shown}); ${count(given)} } else { ${count('v.length')} ${tooMany}
        for (let i = 0; i < v.length; i++) { const w = v[i]; if (w === null) { if (!isObj(${sibling})) c.badItem(${shown}, i, ${quote(type.code)}, w); continue; }
        const x = ${check}; if (x !== undefined) c.format(${shown}, i, w, x, ${quote(type.code)}); ${post ? `else { ${post} }` : ''} } } break;`,
        `case ${twin}: ${countKey} if (o[${quote(key)}] === undefined && Array.isArray(v)) { ${count('v.length')} ${mustHaveCode} } c.siblings(v, o[${quote(key)}], ${shown}, ${contexts}, ${node}); break;`,
      ];
    }
    const post = this.primitiveRules(child, type, shown, '-1', `o[${twin}]`);
    const isUrl = place.type === 'Extension' && key === 'url';
    const beside = isUrl
      ? 'c.extendedUrl(v);'
      : `c.sibling(v, o[${quote(key)}] !== undefined, ${shown}, ${contexts}, ${node}); ${nothingBeside}`;
    const isResourceId = type.code === 'id' && key === 'id' && place.isRoot;
    return [
      `case ${quote(key)}: { ${countKey} ${count('1')} const w = v; const x = ${check}; if (x !== undefined) c.format(${shown}, -1, w, x, ${quote(type.code)}); ${post ? `else { ${post} }` : ''} break; }`,
      isResourceId
        ? `case '_id': c.extendedId(v); break;`
        : `case ${twin}: ${countKey} if (o[${quote(key)}] === undefined) { ${count('1')} ${mustHaveCode} } ${beside} break;`,
    ];
  }

  protected primitiveRules(
    child: ElementIr,
    type: TypeIr,
    shown: string,
    index: string,
    sibling: string,
  ): string {
    const parts: string[] = [];
    const profile = this.profile;
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
    for (const { strength, valueSet } of this.bindings(child)) {
      const held = this.library.check(valueSet);
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
    const invariants = this.invariants(child.constraints ?? [], type.code, 'w', sibling, [
      shown,
      index,
    ]);
    if (invariants) parts.push(invariants);
    return parts.join(' ');
  }
}
