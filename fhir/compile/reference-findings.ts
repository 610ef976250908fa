import { isObject } from '../json.ts';
import { isId } from '../rules/primitives.ts';
import { isUri, parseReference } from '../rules/reference.ts';
import { ContentFindings } from './content-findings.ts';
import { fitsPattern, isSame, shown } from './json-match.ts';
import type { Criterion } from './slice-criteria.ts';
import { Surroundings } from './surroundings.ts';
import type { TargetRule } from './walk-library.ts';

type Json = Record<string, unknown>;

/** Rules that look beyond the element in hand: where references lead, which slice an item is. */
export abstract class ReferenceFindings extends ContentFindings {
  readonly surroundings = new Surroundings();
  /** Nearest resource (%resource) and the one that contains it (%rootResource). */
  resource: Json = {};
  container: Json = {};
  /** Whether `Type/id` in a reference is taken to tell the type of what it leads to. */
  believesUrls = true;
  #lastReference = '';
  #lastType: string | undefined;

  /** Whether a value meets a structure, leaving no trace; undefined when that is not held. */
  protected abstract passes(url: string, value: Json): boolean | undefined;

  /** Type of a relative reference `Type/id`, by far the most frequent form. */
  #plainType(reference: string): string | undefined {
    if (reference === this.#lastReference) return this.#lastType;
    this.#lastReference = reference;
    const slash = reference.indexOf('/');
    const type = slash > 0 ? reference.slice(0, slash) : '';
    this.#lastType =
      slash > 0 && this.library.resourceLink(type) && isId(reference, slash + 1) ? type : undefined;
    return this.#lastType;
  }

  contentReference({ reference }: Json): void {
    if (typeof reference !== 'string' || this.#plainType(reference) !== undefined) return;
    const parsed = parseReference(reference);
    const isKnown =
      parsed !== undefined &&
      (!('type' in parsed) ||
        parsed.kind === 'absolute' ||
        this.library.resourceLink(parsed.type) !== undefined);
    if (isKnown) return;
    // A reference is a URL (FHIR R4, Reference.reference): what is none is wrong. What is one but
    // follows none of the forms may be right, though nobody will be able to resolve it.
    this.add({
      severity: isUri(reference) ? 'warning' : 'error',
      code: 'value',
      rule: 'reference-format',
      path: '.reference',
      message: 'The reference has none of the forms that FHIR knows',
      expected: 'Type/id, an absolute URL, #id of a contained resource or a urn',
      received: shown(reference),
    });
  }

  reference(profile: string | undefined, value: Json, rule: TargetRule | undefined): void {
    const { reference } = value;
    let type: string | undefined;
    let target: Json | undefined;
    if (typeof reference === 'string') {
      type = this.#plainType(reference);
      target = this.resolve(reference);
      if (type === undefined) {
        const parsed = parseReference(reference);
        if (!parsed) return;
        if (parsed.kind === 'contained' && !target) {
          this.error('invariant', 'ref-1', '', 'No contained resource has this id', {
            expected: `a contained resource with the id "${parsed.id}"`,
            received: shown(reference),
          });
          return;
        }
        if ('type' in parsed && this.library.resourceLink(parsed.type)) ({ type } = parsed);
      }
      if (!this.believesUrls) type = undefined;
      if (target && typeof target['resourceType'] === 'string') type = target['resourceType'];
    }
    const stated = value['type'];
    if (typeof stated === 'string') {
      const named = stated.replace('http://hl7.org/fhir/StructureDefinition/', '');
      if (named !== stated) this.#absoluteType(named, stated);
      if (type !== undefined && type !== named) this.#otherType(type, stated);
      type ??= named;
    }
    if (!rule) return;
    const { types, modes } = rule;
    if (modes && typeof reference === 'string') this.#place(profile, reference, target, modes);
    if (type === undefined || !types) return;
    if (!types.has(type)) {
      this.error(
        'structure',
        'reference-target',
        '',
        `A reference to ${type} is not allowed here`,
        {
          expected: [...types].join(' or '),
          received: typeof reference === 'string' ? shown(reference) : type,
          ...(profile !== undefined && { profile }),
        },
      );
      return;
    }
    if (!target) return;
    const found = target;
    const fitting = rule.targets.filter((each) => each.type === type).map(({ url }) => url);
    if (fitting.some((url) => this.passes(url, found) !== false)) return;
    // What is wrong with the target by its base definition is told where the target stands.
    if (this.passes(type, found) === false) return;
    const message = `The ${type} that is referred to meets none of the profiles that are allowed here`;
    this.error('structure', 'reference-profile', '', message, {
      expected: fitting.join(' or '),
      received: shown(reference),
      ...(profile !== undefined && { profile }),
    });
  }

  /** Where both are there, type and reference must agree (FHIR R4, Reference.type). */
  #otherType(type: string, stated: string): void {
    const message = 'The type that is stated is not that of what is referred to';
    this.error('invalid', 'reference-type', '.type', message, {
      expected: type,
      received: shown(stated),
    });
  }

  /** Where a target stands: what is in the Bundle may be said to be referred to as well. */
  #place(
    profile: string | undefined,
    reference: string,
    target: Json | undefined,
    modes: readonly string[],
  ): void {
    const outside = target ? 'bundled' : 'referenced';
    const mode = reference.startsWith('#') ? 'contained' : outside;
    if (modes.includes(mode) || (mode === 'bundled' && modes.includes('referenced'))) return;
    const message = 'The target of the reference does not stand where it has to';
    this.error('structure', 'reference-aggregation', '', message, {
      expected: modes.join(' or '),
      received: `${mode}: ${shown(reference)}`,
      ...(profile !== undefined && { profile }),
    });
  }

  /** Absolute types are for logical models, and not in resources (FHIR R4, Reference.type). */
  #absoluteType(named: string, stated: string): void {
    const message = 'The type of a reference in a resource is a name, not an absolute URL';
    this.error('invalid', 'reference-type', '.type', message, {
      expected: named,
      received: shown(stated),
    });
  }

  /** The resource that a literal reference leads to, inside what is being validated. */
  resolve(reference: string): Json | undefined {
    return this.surroundings.resolve(reference, this.resource, this.container);
  }

  /** Whether some value on the criterion's path is what the slice wants. */
  fits(item: unknown, { steps, test }: Criterion): boolean {
    if (test.kind === 'exists') return this.#some(item, steps, 0, undefined) === test.wanted;
    return this.#some(item, steps, 0, test);
  }

  /** Follows the steps from one of them on; without a test any value will do. */
  #some(
    value: unknown,
    steps: Criterion['steps'],
    at: number,
    test: Criterion['test'] | undefined,
  ): boolean {
    if (Array.isArray(value)) {
      for (const each of value) if (this.#some(each, steps, at, test)) return true;
      return false;
    }
    const step = steps[at];
    if (!step) return test === undefined ? value !== null : this.#meets(value, test);
    if (!isObject(value)) return false;
    if (step.kind === 'child') {
      const child = value[step.name] ?? choiceOf(value, step.name) ?? value[`_${step.name}`];
      return child !== undefined && this.#some(child, steps, at + 1, test);
    }
    if (step.kind === 'extension') {
      const all = value['extension'];
      return (
        Array.isArray(all) &&
        all.some(
          (each) =>
            isObject(each) && each['url'] === step.url && this.#some(each, steps, at + 1, test),
        )
      );
    }
    if (step.kind === 'ofType') return this.#some(value, steps, at + 1, test);
    const { reference } = value;
    if (typeof reference !== 'string') return false;
    const parsed = parseReference(reference);
    const named = parsed && 'type' in parsed ? { resourceType: parsed.type } : undefined;
    return this.#some(this.resolve(reference) ?? named, steps, at + 1, test);
  }

  #meets(value: unknown, test: Criterion['test']): boolean {
    switch (test.kind) {
      case 'fixed':
        return isSame(value, test.value);
      case 'pattern':
        return fitsPattern(value, test.value);
      case 'exists':
        return test.wanted;
      case 'types':
        return this.#hasType(value, test.types);
      case 'codes':
        return this.#isIn(value, test.valueSet);
      case 'profiles':
        return isObject(value) && test.profiles.some((url) => this.passes(url, value) === true);
      default:
        return test satisfies never;
    }
  }

  #hasType(value: unknown, types: readonly string[]): boolean {
    if (isObject(value) && typeof value['resourceType'] === 'string') {
      return types.includes(value['resourceType']) || types.includes('Resource');
    }
    if (typeof value === 'boolean') return types.includes('boolean');
    if (typeof value === 'number')
      return types.some((type) => /^(?:decimal|integer|positiveInt|unsignedInt)$/.test(type));
    if (typeof value === 'string')
      return types.some((type) => /^[a-z]/.test(type) && type !== 'boolean');
    return types.some((type) => /^[A-Z]/.test(type));
  }

  protected isMember(value: unknown, valueSet: string): boolean | undefined {
    const check = this.library.check(valueSet);
    if (!check) return undefined;
    if (typeof value === 'string') return check.code(value);
    return this.#isIn(value, valueSet) || (check.isWhole ? false : undefined);
  }

  #isIn(value: unknown, valueSet: string): boolean {
    const check = this.library.check(valueSet);
    if (!check) return false;
    if (typeof value === 'string') return check.code(value) === true;
    if (!isObject(value)) return false;
    const codings = Array.isArray(value['coding']) ? value['coding'] : [value];
    return codings.some(
      (coding) =>
        isObject(coding) &&
        typeof coding['code'] === 'string' &&
        check.coding(
          typeof coding['system'] === 'string' ? coding['system'] : undefined,
          coding['code'],
        ) === true,
    );
  }
}
/** The value of a choice by the name of its element. */
function choiceOf(value: Json, name: string): unknown {
  for (const key in value) {
    const next = key.charCodeAt(name.length);
    if (next >= 65 && next <= 90 && key.startsWith(name)) return value[key];
  }
  return undefined;
}
