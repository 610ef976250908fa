import { createRuntime, type FhirPathRuntime } from '../fhirpath/runtime.ts';
import { isObject, textOf } from '../json.ts';
import { parseReference } from '../rules/reference.ts';
import { ExtensionFindings } from './extension-findings.ts';
import { shown } from './json-match.ts';
import type { Link, NodeFunction, WalkLibrary } from './walk-library.ts';

type Json = Record<string, unknown>;

/** One validation of one resource and everything inside it. */
export class Walk extends ExtensionFindings {
  readonly #passed = new Map<object, Map<string, boolean>>();
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
    this.inside = '';
    this.resource = resource;
    this.container = resource;
  }

  protected override run(f: NodeFunction, value: Json): void {
    f(value, this);
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
    if (type === 'Bundle') {
      this.surroundings.enter(value);
      this.bundle(value);
    }
    const { contained } = value;
    if (Array.isArray(contained) && contained.length > 1) this.containedIds(contained);
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
    const [first] = claimed;
    const isPlain = profiles.length === 0 && claimed.length === 1 && typeof first === 'string';
    if (isPlain && !first.includes('|')) {
      const known = this.library.profileLinks(type, first);
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
      const [, version] = url.split('|');
      const held = this.library.structure(url)?.version;
      if (version !== undefined && held !== undefined && held !== version) {
        this.note('profile', url, `the packs hold it in version ${held}`);
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
      // What Resource and DomainResource demand, every definition of a resource demands too.
      if (!this.library.structure(url)?.abstract && !links.includes(link)) links.push(link);
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
      const extension = this.inside;
      this.inside = '';
      if (name !== 'contained') {
        this.container = value;
        const url = owner['fullUrl'];
        if (typeof url === 'string') this.#placed(value, url);
      }
      const [only] = profiles ?? [];
      if (profiles && profiles.length > 1) {
        this.judge(value, [], true);
        this.oneOf(undefined, value, profiles);
      } else this.judge(value, only === undefined ? [] : [only], true);
      this.container = container;
      this.inside = extension;
    }
    this.depth--;
  }

  /** A full url that ends as `Type/id` must not disagree with the resource (Bundle.entry.fullUrl). */
  #placed(value: Json, url: string): void {
    this.surroundings.placed(value, url);
    const parsed = parseReference(url);
    if (parsed?.kind !== 'absolute' || !this.library.resourceLink(parsed.type)) return;
    const { id, resourceType } = value;
    if (parsed.type !== resourceType || (typeof id === 'string' && parsed.id !== id)) {
      // A warning: published examples of guides do it, and clients get by.
      this.add({
        severity: 'warning',
        code: 'invalid',
        rule: 'full-url',
        path: '',
        message: 'The fullUrl of the entry names another resource',
        expected: `${parsed.type}/${parsed.id}`,
        received: `${textOf(resourceType)}/${textOf(id)}`,
      });
    }
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
}
