import { createRuntime, type FhirPathRuntime } from '../fhirpath/runtime.ts';
import { isObject } from '../json.ts';
import { allowedAt } from './extension-context.ts';
import { shown } from './json-match.ts';
import { ReferenceFindings } from './reference-findings.ts';
import type { Link, NodeFunction, WalkLibrary } from './walk-library.ts';

type Json = Record<string, unknown>;

const EXTENSION = 'http://hl7.org/fhir/StructureDefinition/Extension';

/** One validation of one resource and everything inside it. */
export class Walk extends ReferenceFindings {
  readonly #passed = new Map<object, Map<string, boolean>>();
  /** Url of the extension that is being judged, for contexts of kind `extension`. */
  #inside = '';
  /** Runtime of translated FHIRPath. */
  readonly fp: FhirPathRuntime;

  constructor(library: WalkLibrary, now?: () => string) {
    super(library);
    this.fp = createRuntime({
      resolve: (reference) => this.resolve(reference),
      memberOf: (concept, valueSet) => this.isMember(concept, valueSet),
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
    const base = this.library.resourceLink(type);
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
      const known = this.library.profileLinks(type, claimed[0]);
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
      const link = this.library.link(url);
      if (!link) {
        this.note('profile', url, 'it is in none of the packs');
        continue;
      }
      const profiled = this.library.resourceTypeOf(url);
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
    } else if (name === 'contained' && value['contained'] !== undefined) {
      this.error('structure', 'dom-2', '', 'A contained resource must not contain another');
    } else {
      const container = this.container;
      const extension = this.#inside;
      this.#inside = '';
      if (name !== 'contained') {
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
  override passes(url: string, value: Json): boolean | undefined {
    const link = this.library.link(url);
    if (!link) return undefined;
    const known = this.#passed.get(value) ?? new Map<string, boolean>();
    this.#passed.set(value, known);
    const before = known.get(url);
    if (before !== undefined) return before;
    // A structure that leads back to itself is taken as met, so that circles end.
    known.set(url, true);
    const { n, errors, resource } = this;
    if (typeof value['resourceType'] === 'string') this.resource = value;
    const type = this.library.resourceTypeOf(url);
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

  extension(value: Json, contexts: readonly string[], at: string, isModifier: boolean): void {
    const { url } = value;
    const rule = typeof url === 'string' ? this.library.extensionRule(url) : undefined;
    if (typeof url === 'string' && !url.includes(':') && url !== '') {
      this.error('invalid', 'extension-url', '', 'The url of an extension must be absolute', {
        received: shown(url),
      });
    }
    if (!rule) {
      if (typeof url === 'string' && url.includes(':')) {
        this.note('extension', url, 'its definition is in none of the packs');
      }
      this.#descend(value, this.library.link(EXTENSION), String(url));
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
    if (!allowedAt(rule, contexts, at, this.#inside, this.library.ancestry)) {
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
    this.#descend(value, this.library.link(EXTENSION), this.#inside);
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
}
