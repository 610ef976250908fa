import type { ElementIr, TypeIr } from '../pack/ir.ts';
import { type Criterion, criteriaOf } from './slice-criteria.ts';
import { isPrimitive, type Place, quote, SourceParts } from './source-parts.ts';

/** Source for complex items: their content by type and profile, their own rules, their slices. */
export abstract class ItemSource extends SourceParts {
  /** The name of the function for a node whose children a definition lists. */
  protected abstract node(element: ElementIr, place: Place): string;

  /** Source of the test for a slice; undefined where its definition does not say how to tell it. */
  private belongs(
    element: ElementIr,
    slice: NonNullable<ElementIr['slices']>[number],
    number: number,
  ): string | undefined {
    // What no slice before it has taken (FHIR R4, Profiling, "Default Slices").
    if (slice.slice === '@default') return 'true';
    if (element.slicing?.by.some(({ type }) => type === 'position')) return `i === ${number}`;
    const criteria = criteriaOf(element, slice, this.library);
    return criteria && this.matchSource(criteria);
  }

  private matchSource(criteria: readonly Criterion[]): string {
    return criteria
      .map((criterion) => {
        const { steps, test } = criterion;
        const general = `c.fits(w, ${this.constants.json(criterion)})`;
        const [first] = steps;
        const isPlain = steps.length === 0 || (steps.length === 1 && first?.kind === 'child');
        if (!isPlain) return general;
        const value = first?.kind === 'child' ? `w.${first.name}` : 'w';
        if (test.kind === 'fixed' && typeof test.value !== 'object' && first) {
          return `(${value} === ${quote(test.value)} || (typeof ${value} !== 'string' && ${general}))`;
        }
        if (test.kind === 'pattern' && typeof test.value === 'object') {
          return `(isObj(${value}) ? ${this.patternFunction(test.value)}(${value}) : ${general})`;
        }
        return general;
      })
      .join(' && ');
  }

  /** Statements that judge one complex item `w` at relative path `''`. */
  protected item(element: ElementIr, type: TypeIr, path: string, place: Place, at: string): string {
    const parts: string[] = [];
    const profile = this.profile;
    const { code } = type;
    // A node of its own judges its constraints itself, where its elements have been counted.
    const isNode =
      element.children !== undefined && element.ref === undefined && code !== 'Extension';
    const constraints = isNode ? [] : (element.constraints ?? []);
    const content = this.content(element, type, path, place, at);
    const rules: string[] = [];
    if (element.fixed !== undefined) {
      rules.push(`c.sameAs(${profile}, w, ${this.constants.json(element.fixed)});`);
    }
    if (element.pattern !== undefined) {
      const test = this.patternFunction(element.pattern);
      const pattern = this.constants.json(element.pattern);
      rules.push(`if (!${test}(w)) c.unlike(${profile}, w, ${pattern});`);
    }
    if (element.minValue !== undefined) {
      rules.push(`c.quantityAtLeast(${profile}, w, ${this.constants.json(element.minValue)});`);
    }
    if (element.maxValue !== undefined) {
      rules.push(`c.quantityAtMost(${profile}, w, ${this.constants.json(element.maxValue)});`);
    }
    for (const { strength, valueSet } of this.bindings(element)) {
      const method =
        code === 'CodeableConcept'
          ? 'concept'
          : code === 'Coding'
            ? 'coding'
            : code === 'Quantity'
              ? 'quantityUnit'
              : undefined;
      if (!method) continue;
      const held = this.library.check(valueSet);
      if (!held) {
        if (strength === 'required') rules.push(`c.noValueSet(${quote(valueSet)});`);
        continue;
      }
      rules.push(
        `c.${method}(${profile}, w, ${this.constants.of(held)}, ${strength === 'required'});`,
      );
    }
    if (constraints.length > 0) {
      const typeName = this.typeName(element, type, path);
      rules.push(this.invariants(constraints, typeName, 'w', 'undefined'));
    }
    // Where the content itself is faulty, the rules about it would tell the same fault again.
    const isGuarded = rules.some((rule) => rule !== '');
    if (isGuarded) parts.push('const e1 = c.errors;');
    parts.push(content);
    if (code === 'Reference') parts.push(`c.reference(${profile}, w, ${this.targets(type)});`);
    if (isGuarded) parts.push(`if (c.errors === e1) { ${rules.join(' ')} }`);
    return parts.filter((part) => part !== '').join(' ');
  }

  protected content(
    element: ElementIr,
    type: TypeIr,
    path: string,
    place: Place,
    at: string,
  ): string {
    const { code, profiles } = type;
    if (code === 'xhtml') return '';
    if (element.ref !== undefined && !element.children) {
      const link = this.library.innerLink(element.ref);
      return link ? `${this.constants.of(link)}.f(w, c);` : '';
    }
    const parts: string[] = [];
    if (code === 'Extension') {
      const isModifier = element.name === 'modifierExtension';
      if (element.children) parts.push(`${this.inline(element, type, path, place)}(w, c);`);
      if (!element.children || profiles) {
        const isSub = place.type === 'Extension';
        parts.push(
          isSub
            ? `c.subExtension(w, ${this.constants.json(place.contexts)}, ${this.structure.url !== 'http://hl7.org/fhir/StructureDefinition/Extension'}, ${this.profile});`
            : `c.extension(w, ${this.constants.json(place.contexts)}, ${at}, ${isModifier});`,
        );
      }
      return parts.join(' ');
    }
    const structure = this.library.structure(code);
    if (structure?.kind === 'resource') {
      const types = code === 'Resource' || code === 'DomainResource' ? 'undefined' : quote(code);
      return `c.inner(w, ${quote(element.name)}, ${types}, ${profiles ? this.constants.json(profiles) : 'undefined'}, o);`;
    }
    if (!isPrimitive(code)) parts.push(`c.at = ${quote(path)};`);
    if (element.children) parts.push(`${this.inline(element, type, path, place)}(w, c);`);
    const [only] = profiles ?? [];
    const profileLink =
      only !== undefined && profiles?.length === 1 ? this.library.link(only) : undefined;
    if (profileLink) parts.push(`${this.constants.of(profileLink)}.f(w, c);`);
    else if (profiles && profiles.length > 1) {
      parts.push(`c.oneOf(${this.profile}, w, ${this.constants.json(profiles)});`);
    }
    if (!element.children && !profileLink) {
      const link = this.library.link(code);
      if (link) parts.push(`${this.constants.of(link)}.f(w, c);`);
    }
    return parts.join(' ');
  }

  protected inline(element: ElementIr, type: TypeIr, path: string, place: Place): string {
    const typeName = this.typeName(element, type, path);
    const contexts = this.contexts(element, path, place, type.code);
    return this.node(element, { path, type: typeName, contexts, isRoot: false });
  }

  /** Statements that tell an item's slice, judge it by that slice, and count; undefined where unsliced. */
  protected slicing(
    child: ElementIr,
    path: string,
    place: Place,
    counter: string,
    before: string[],
    after: string[],
  ): { readonly item: string; readonly faulty: string } | undefined {
    if (!child.slices || child.slices.length === 0) return undefined;
    const at = quote(path);
    const profile = this.profile;
    const shown = quote(child.name);
    const id = `z${this.count++}`;
    // An item whose own fault keeps it from its slice is told once, not as a missing slice too.
    const faulty = `${id}_faulty`;
    before.push(`let ${faulty} = false;`);
    const isOrdered = child.slicing?.ordered === true;
    const rules = child.slicing?.rules;
    let order = 0;
    if (isOrdered) before.push(`let ${id}_last = -1;`);
    if (rules === 'openAtEnd') before.push(`let ${id}_open = false;`);
    const branch = (element: ElementIr, prefix: string, fallback: string): string => {
      let code = fallback;
      const isDefault = ({ slice }: { readonly slice: string }): boolean => slice === '@default';
      const declared = element.slices ?? [];
      const slices = [
        ...declared.filter((each) => !isDefault(each)),
        ...declared.filter(isDefault),
      ].reverse();
      const first = order;
      order += slices.length;
      for (const [index, slice] of slices.entries()) {
        const number = first + slices.length - 1 - index;
        const belongs = this.belongs(element, slice, number);
        const name = `${prefix}${slice.slice}`;
        const seen = `${id}_${this.count++}`;
        const min = slice.min ?? 0;
        const max = slice.max ?? 1;
        if (belongs === undefined) {
          after.push(min > 0 ? `c.cannotSlice(${shown}, ${quote(name)});` : '');
          continue;
        }
        before.push(`let ${seen} = 0;`);
        const type = slice.types?.[0] ?? child.types?.[0] ?? { code: 'BackboneElement' };
        const own = this.item(slice, type, path, place, at);
        const inOrder = isOrdered
          ? `if (${number} < ${id}_last) c.outOfOrder(${profile}, ${quote(name)}); else ${id}_last = ${number};`
          : '';
        const atEnd =
          rules === 'openAtEnd' ? `if (${id}_open) c.afterOpen(${profile}, ${quote(name)});` : '';
        const inside = slice.slices ? branch(slice, `${name}/`, own) : own;
        code = `if (${belongs}) { ${seen}++; ${inOrder} ${atEnd} ${inside} } else { ${code} }`;
        const guard = (child.min ?? 0) > 0 ? `${counter} > 0 && ` : '';
        if (min > 0) {
          after.push(
            `if (${guard}!${faulty} && ${seen} < ${min}) c.missingSlice(${profile}, ${shown}, ${quote(name)}, ${min}, ${seen});`,
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
    const base = this.item({ ...child, slices: [] }, type, path, place, at);
    const unmatched =
      rules === 'closed'
        ? `c.inNoSlice(${profile}, w, ${this.constants.json(child.slices.map(({ slice }) => slice))});`
        : rules === 'openAtEnd'
          ? `${id}_open = true;`
          : '';
    const other = `${unmatched} const eb = c.errors; ${base} if (c.errors !== eb) ${faulty} = true;`;
    return { item: branch(child, '', other), faulty };
  }
}
