import { createRuntime, type FhirPathRuntime } from '../fhirpath/runtime.ts';
import { isObject } from '../json.ts';
import type { StructureIr } from '../pack/ir.ts';
import { isLoinc, isNpi, isSnomedConcept, isSnomedIdentifier } from '../rules/check-digits.ts';
import { isId } from '../rules/primitives.ts';
import { parseReference } from '../rules/reference.ts';
import { isUcum } from '../rules/ucum.ts';
import type { CodeCheck } from './code-check.ts';
import { allowedAt, type ExtensionRule } from './extension-context.ts';
import { Findings } from './findings.ts';
import { fitsPattern, isSame, shown } from './json-match.ts';
import { Surroundings } from './surroundings.ts';
import type { Criterion } from './slice-source.ts';

type Json = Record<string, unknown>;

/** A generated function: judges one object and adds what it finds. */
export type NodeFunction = (o: Json, c: Walk) => void;

/** A function by reference, so that it can be compiled when it is first called. */
export interface Link {
  f: NodeFunction;
  readonly url: string;
}

/** Where a reference may lead, worked out when its element is compiled. */
export interface TargetRule {
  readonly types: ReadonlySet<string>;
  readonly targets: readonly { readonly url: string; readonly type: string }[];
}

/** What a walk asks of the packs. */
export interface WalkLibrary {
  link(canonical: string): Link | undefined;
  structure(canonical: string): StructureIr | undefined;
  resourceLink(type: string): Link | undefined;
  resourceTypeOf(canonical: string): string | undefined;
  /** The one link of a profile that fits a type; undefined where there is more to say. */
  profileLinks(type: string, profile: string): readonly Link[] | undefined;
  extensionRule(url: string): ExtensionRule | undefined;
  check(valueSet: string): CodeCheck | undefined;
  isType(code: string): boolean;
  readonly ancestry: (type: string) => readonly string[];
}

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';
const NPI = 'http://hl7.org/fhir/sid/us-npi';
const EXTENSION = 'http://hl7.org/fhir/StructureDefinition/Extension';

/** One validation of one resource and everything inside it. */
export class Walk extends Findings {
  readonly #library: WalkLibrary;
  readonly #passed = new Map<object, Map<string, boolean>>();
  readonly surroundings = new Surroundings();
  /** Nearest resource (%resource) and the one that contains it (%rootResource). */
  resource: Json = {};
  container: Json = {};
  /** Url of the extension that is being judged, for contexts of kind `extension`. */
  #inside = '';
  readonly #loinc = new Map<string, boolean>();
  readonly #snomed = new Map<string, boolean>();
  readonly #ucum = new Map<string, boolean>();
  #lastReference = '';
  #lastType: string | undefined;
  /** Runtime of translated FHIRPath. */
  readonly fp: FhirPathRuntime;

  constructor(library: WalkLibrary, now?: () => string) {
    super();
    this.#library = library;
    this.fp = createRuntime({
      resolve: (reference) => this.resolve(reference),
      memberOf: (concept, valueSet) => this.#isMember(concept, valueSet),
      conformsTo: (element, profile) =>
        isObject(element) ? this.passes(profile, element) : undefined,
      ...(now && { now }),
    });
  }

  /** Makes ready for the next resource. */
  begin(resource: Json): void {
    this.clear();
    this.surroundings.clear();
    if (this.#passed.size > 0) this.#passed.clear();
    this.#inside = '';
    this.resource = resource;
    this.container = resource;
  }

  protected override isType(code: string): boolean {
    return this.#library.isType(code);
  }

  /** Judges a whole resource against profiles, or its own definition where none is known. */
  judge(value: Json, profiles: readonly string[], wantsBase: boolean): void {
    const type = value['resourceType'];
    if (typeof type !== 'string') {
      this.error('structure', 'resource-type', '', 'There is no resourceType', {
        expected: 'the name of a resource type',
        received: shown(type),
      });
      return;
    }
    const base = this.#library.resourceLink(type);
    if (!base) {
      this.error(
        'structure',
        'resource-type',
        '',
        `"${type.slice(0, 80)}" is no resource type of FHIR R4`,
        {
          received: shown(type),
        },
      );
      return;
    }
    if (type === 'Bundle') this.surroundings.enter(value);
    const outer = this.resource;
    this.resource = value;
    const links = this.#profileLinks(value, type, profiles);
    // A profile's snapshot holds what its base demands, so the base itself is walked only alone.
    if (wantsBase && links.length === 0) base.f(value, this);
    for (const link of links) link.f(value, this);
    this.resource = outer;
  }

  #profileLinks(value: Json, type: string, profiles: readonly string[]): readonly Link[] {
    const { meta } = value;
    const claimed = isObject(meta) ? meta['profile'] : undefined;
    if (!Array.isArray(claimed)) return this.#linksOf(profiles, type);
    // Nearly every resource claims one profile that is held: nothing is allocated for it.
    if (profiles.length === 0 && claimed.length === 1 && typeof claimed[0] === 'string') {
      const known = this.#library.profileLinks(type, claimed[0]);
      if (known) return known;
    }
    return this.#linksOf(
      [...profiles, ...claimed.filter((url): url is string => typeof url === 'string')],
      type,
    );
  }

  #linksOf(wanted: readonly string[], type: string): readonly Link[] {
    const links: Link[] = [];
    for (const url of wanted) {
      const link = this.#library.link(url);
      if (!link) {
        this.note('profile', url, 'it is in none of the packs');
        continue;
      }
      const profiled = this.#library.resourceTypeOf(url);
      if (profiled !== type && profiled !== 'Resource' && profiled !== 'DomainResource') {
        const message = `The profile is for ${profiled}, not for ${type}`;
        this.error('structure', 'profile-type', '', message, {
          expected: String(profiled),
          received: type,
          profile: url,
        });
        continue;
      }
      if (!links.includes(link)) links.push(link);
    }
    return links;
  }

  /** A resource inside another: contained, or in a Bundle or Parameters. */
  inner(
    value: Json,
    name: string,
    type: string | undefined,
    profiles: readonly string[] | undefined,
    owner: Json,
  ): void {
    if (++this.depth > 250) {
      this.tooDeep();
      this.depth--;
      return;
    }
    if (type !== undefined && value['resourceType'] !== type) {
      this.error(
        'structure',
        'resource-type',
        '',
        `The resource is ${shown(value['resourceType'])}, but must be ${type}`,
        {
          expected: type,
          received: shown(value['resourceType']),
        },
      );
    } else {
      const container = this.container;
      const extension = this.#inside;
      this.#inside = '';
      if (name === 'contained') {
        if (value['contained'] !== undefined) {
          this.error('structure', 'dom-2', '', 'A contained resource must not contain another');
        }
      } else {
        this.container = value;
        const url = owner['fullUrl'];
        if (typeof url === 'string') this.surroundings.placed(value, url);
      }
      const [only] = profiles ?? [];
      if (profiles && profiles.length > 1) {
        this.judge(value, [], true);
        this.oneOf(undefined, value, profiles);
      } else this.judge(value, only === undefined ? [] : [only], true);
      this.container = container;
      this.#inside = extension;
    }
    this.depth--;
  }

  /** Whether a value meets a structure, leaving no trace. */
  passes(url: string, value: Json): boolean | undefined {
    const link = this.#library.link(url);
    if (!link) return undefined;
    const known = this.#passed.get(value) ?? new Map<string, boolean>();
    this.#passed.set(value, known);
    const before = known.get(url);
    if (before !== undefined) return before;
    // A structure that leads back to itself is taken as met, so that circles end.
    known.set(url, true);
    const { n, errors, resource } = this;
    if (typeof value['resourceType'] === 'string') this.resource = value;
    const type = this.#library.resourceTypeOf(url);
    const isRight = typeof value['resourceType'] !== 'string' || value['resourceType'] === type;
    if (isRight) link.f(value, this);
    const passed = isRight && this.errors === errors;
    this.resource = resource;
    this.rewind(n, errors);
    known.set(url, passed);
    return passed;
  }

  oneOf(profile: string | undefined, value: Json, profiles: readonly string[]): void {
    const outcomes = profiles.map((url) => this.passes(url, value));
    if (outcomes.includes(true)) return;
    if (outcomes.includes(undefined)) {
      this.note(
        'profile',
        profiles[outcomes.indexOf(undefined)] ?? '',
        'it is in none of the packs',
      );
      return;
    }
    this.error(
      'structure',
      'type-profile',
      '',
      'The element meets none of the profiles that are allowed here',
      {
        expected: profiles.join(' or '),
        ...(profile !== undefined && { profile }),
      },
    );
  }

  // Extensions.

  extension(value: Json, contexts: readonly string[], at: string, isModifier: boolean): void {
    const { url } = value;
    const rule = typeof url === 'string' ? this.#library.extensionRule(url) : undefined;
    if (typeof url === 'string' && !url.includes(':') && url !== '') {
      this.error('invalid', 'extension-url', '', 'The url of an extension must be absolute', {
        received: shown(url),
      });
    }
    if (!rule) {
      if (typeof url === 'string' && url.includes(':')) {
        this.note('extension', url, 'its definition is in none of the packs');
      }
      this.#descend(value, this.#library.link(EXTENSION), String(url));
      return;
    }
    if (rule.isModifier !== isModifier) {
      this.error(
        'structure',
        'extension-modifier',
        '',
        rule.isModifier
          ? 'A modifier extension must stand in modifierExtension'
          : 'Only a modifier extension may stand in modifierExtension',
        {
          received: shown(url),
        },
      );
    }
    if (!allowedAt(rule, contexts, at, this.#inside, this.#library.ancestry)) {
      this.error(
        'structure',
        'extension-context',
        '',
        'The extension is not allowed on this element',
        {
          expected: rule.contexts.map(({ expression }) => expression).join(' or '),
          received: at === '' ? (contexts[0] ?? '') : at,
          profile: rule.link.url,
        },
      );
    }
    this.#descend(value, rule.link, rule.link.url);
  }

  #descend(value: Json, link: Link | undefined, url: string): void {
    const { at } = this;
    const outer = this.#inside;
    this.#inside = url;
    this.at = 'Extension';
    link?.f(value, this);
    this.#inside = outer;
    this.at = at;
  }

  /** An extension inside an extension: its url may be relative if the definition names it. */
  subExtension(
    value: Json,
    contexts: readonly string[],
    isDefined: boolean,
    profile: string | undefined,
  ): void {
    const { url } = value;
    if (typeof url === 'string' && url.includes(':')) {
      this.extension(value, contexts, 'Extension', false);
      return;
    }
    if (isDefined && typeof url === 'string') {
      this.error(
        'structure',
        'extension-unknown-sub',
        '',
        'The extension does not define this part',
        {
          received: shown(url),
          ...(profile !== undefined && { profile }),
        },
      );
      return;
    }
    this.#descend(value, this.#library.link(EXTENSION), this.#inside);
  }

  extensionContent(hasExtension: boolean): void {
    this.error(
      'invariant',
      'ext-1',
      '',
      hasExtension
        ? 'An extension has a value or extensions, not both'
        : 'An extension must have a value or extensions',
      {
        expected: 'extension.exists() != value.exists()',
      },
    );
  }

  // What stands beside primitives.

  sibling(
    value: unknown,
    hasValue: boolean,
    name: string,
    contexts: readonly string[],
    node: NodeFunction | undefined,
  ): void {
    if (!isObject(value)) {
      this.notObject(name, 'Element', value);
      return;
    }
    const before = this.n;
    this.#beside(value, contexts, node, hasValue);
    if (this.n !== before) this.prefix(before, `.${name}`);
  }

  siblings(
    value: unknown,
    values: unknown,
    name: string,
    contexts: readonly string[],
    node: NodeFunction | undefined,
  ): void {
    if (!Array.isArray(value)) {
      this.notArray(name, value);
      return;
    }
    if (value.length === 0) this.emptyArray(name);
    for (let i = 0; i < value.length; i++) {
      const each: unknown = value[i];
      const hasValue = Array.isArray(values) && values[i] !== undefined && values[i] !== null;
      if (each === null && hasValue) continue;
      if (!isObject(each)) {
        this.badItem(name, i, 'Element', each);
        continue;
      }
      const before = this.n;
      this.#beside(each, contexts, node, hasValue);
      if (this.n !== before) this.prefixItem(before, name, i);
    }
  }

  #beside(
    value: Json,
    contexts: readonly string[],
    node: NodeFunction | undefined,
    hasValue: boolean,
  ): void {
    if (node) {
      node(value, this);
      return;
    }
    let hasContent = hasValue;
    for (const key in value) {
      const each = value[key];
      if (key === 'id') {
        if (typeof each !== 'string' || each === '')
          this.format('id', -1, each, 'a JSON string', 'string');
      } else if (key === 'extension') {
        hasContent = true;
        if (!Array.isArray(each)) this.notArray('extension', each);
        else if (each.length === 0) this.emptyArray('extension');
        else {
          for (let i = 0; i < each.length; i++) {
            const item: unknown = each[i];
            const before = this.n;
            if (isObject(item)) {
              this.extension(item, contexts, contexts[0] ?? '', false);
              if (this.n !== before) this.prefixItem(before, 'extension', i);
            } else this.badItem('extension', i, 'Extension', item);
          }
        }
      } else this.unknown(key, each, { type: 'Element', choices: [] });
    }
    if (!hasContent || Object.keys(value).length === 0) this.empty(value);
  }

  extendedId(value: unknown): void {
    this.error(
      'business-rule',
      'resource-id',
      '.id',
      'The id of a resource can have no extensions',
      { received: shown(value) },
    );
  }

  // References.

  /** Type of a relative reference `Type/id`, by far the most frequent form. */
  #plainType(reference: string): string | undefined {
    if (reference === this.#lastReference) return this.#lastType;
    this.#lastReference = reference;
    const slash = reference.indexOf('/');
    const type = slash > 0 ? reference.slice(0, slash) : '';
    this.#lastType =
      slash > 0 && this.#library.resourceLink(type) && isId(reference, slash + 1)
        ? type
        : undefined;
    return this.#lastType;
  }

  contentReference({ reference }: Json): void {
    if (typeof reference !== 'string' || this.#plainType(reference) !== undefined) return;
    const parsed = parseReference(reference);
    const isKnown =
      parsed !== undefined &&
      (!('type' in parsed) ||
        parsed.kind === 'absolute' ||
        this.#library.resourceLink(parsed.type) !== undefined);
    if (isKnown) return;
    // Any uri may stand here; but what follows none of the forms, nobody will be able to resolve.
    this.add({
      severity: 'warning',
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
        if ('type' in parsed && this.#library.resourceLink(parsed.type)) ({ type } = parsed);
      }
      if (target && typeof target['resourceType'] === 'string') type = target['resourceType'];
    }
    if (type === undefined && typeof value['type'] === 'string') {
      type = value['type'].replace('http://hl7.org/fhir/StructureDefinition/', '');
    }
    if (!rule || type === undefined) return;
    if (!rule.types.has(type)) {
      this.error(
        'structure',
        'reference-target',
        '',
        `A reference to ${type} is not allowed here`,
        {
          expected: [...rule.types].join(' or '),
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
    const message = `The ${type} that is referred to meets none of the profiles that are allowed here`;
    this.error('structure', 'reference-profile', '', message, {
      expected: fitting.join(' or '),
      received: shown(reference),
      ...(profile !== undefined && { profile }),
    });
  }

  /** The resource that a literal reference leads to, inside what is being validated. */
  resolve(reference: string): Json | undefined {
    return this.surroundings.resolve(reference, this.resource, this.container);
  }

  // Slices.

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

  #isMember(value: unknown, valueSet: string): boolean | undefined {
    const check = this.#library.check(valueSet);
    if (!check) return undefined;
    if (typeof value === 'string') return check.code(value);
    return this.#isIn(value, valueSet) || (check.isWhole ? false : undefined);
  }

  #isIn(value: unknown, valueSet: string): boolean {
    const check = this.#library.check(valueSet);
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

  // Content beyond the definitions.

  contentCoding({ system, code }: Json): void {
    if (typeof code !== 'string') return;
    if (system === LOINC) {
      if (!known(this.#loinc, code, isLoinc)) {
        this.#noCode(
          'loinc-code',
          'This cannot be a LOINC code: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === SNOMED) {
      if (!known(this.#snomed, code, mayBeSnomed)) {
        this.#noCode(
          'snomed-code',
          'This cannot be a SNOMED CT concept: its form or its check digit is wrong',
          code,
        );
      }
    } else if (system === UCUM && !known(this.#ucum, code, isUcum)) {
      this.#noCode('ucum-code', 'The code is no UCUM unit', code);
    }
  }

  #noCode(rule: string, message: string, code: string): void {
    this.error('code-invalid', rule, '.code', message, { received: shown(code) });
  }

  contentQuantity({ system, code }: Json): void {
    if (system === UCUM && typeof code === 'string' && !known(this.#ucum, code, isUcum)) {
      this.error('code-invalid', 'ucum-code', '.code', 'The code is no UCUM unit', {
        received: shown(code),
      });
    }
  }

  contentIdentifier({ system, value }: Json): void {
    if (system === NPI && typeof value === 'string' && !isNpi(value)) {
      this.add({
        severity: 'warning',
        code: 'value',
        rule: 'npi',
        path: '.value',
        message: 'This cannot be a National Provider Identifier: its check digit is wrong',
        received: shown(value),
      });
    }
  }

  contentAttachment(_o: Json): void {}

  contentBundle(_o: Json): void {}
}

/** Beyond this many codes a verdict is worked out anew, so that memory stays bounded. */
const MOST_VERDICTS = 20_000;

const mayBeSnomed = (code: string): boolean => !isSnomedIdentifier(code) || isSnomedConcept(code);

/** Codes come again and again in real data: a verdict is kept. */
function known(
  verdicts: Map<string, boolean>,
  code: string,
  judge: (code: string) => boolean,
): boolean {
  const before = verdicts.get(code);
  if (before !== undefined) return before;
  const verdict = judge(code);
  if (verdicts.size < MOST_VERDICTS && code.length < 64) verdicts.set(code, verdict);
  return verdict;
}

/** The value of a choice by the name of its element. */
function choiceOf(value: Json, name: string): unknown {
  for (const key in value) {
    const next = key.charCodeAt(name.length);
    if (next >= 65 && next <= 90 && key.startsWith(name)) return value[key];
  }
  return undefined;
}
