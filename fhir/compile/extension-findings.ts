import { isObject, textOf } from '../json.ts';
import { BundleFindings } from './bundle-findings.ts';
import { allowedAt } from './extension-context.ts';
import { shown } from './json-match.ts';
import type { Link, NodeFunction } from './walk-library.ts';

type Json = Record<string, unknown>;

const EXTENSION = 'http://hl7.org/fhir/StructureDefinition/Extension';

/** Types whose instances define things (FHIR R4, Resource Index, Conformance and Terminology). */
const DEFINITIONAL = new Set([
  'CapabilityStatement',
  'StructureDefinition',
  'ImplementationGuide',
  'SearchParameter',
  'MessageDefinition',
  'OperationDefinition',
  'CompartmentDefinition',
  'StructureMap',
  'GraphDefinition',
  'ExampleScenario',
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
  'TerminologyCapabilities',
]);

/** Rules about extensions and about what stands beside primitives. */
export abstract class ExtensionFindings extends BundleFindings {
  /** Url of the extension that is being judged, for contexts of kind `extension`. */
  protected inside = '';

  /** Calls a generated function with this walk. */
  protected abstract run(f: NodeFunction, value: Json): void;

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
      this.#descend(value, this.library.link(EXTENSION), textOf(url));
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
    if (!allowedAt(rule, contexts, at, this.inside, this.library.ancestry)) {
      this.add({
        severity: this.#isLoose(rule.link.url) ? 'warning' : 'error',
        code: 'structure',
        rule: 'extension-context',
        path: '',
        message: 'The extension is not allowed on this element',
        expected: rule.contexts.map(({ expression }) => expression).join(' or '),
        received: at === '' ? (contexts[0] ?? '') : at,
        profile: rule.link.url,
      });
    }
    this.#descend(value, rule.link, rule.link.url);
  }

  /**
   * R4's own definitions use R4's own extensions in places that those do not name; later versions
   * allow them there. Nobody is accused of what the specification does itself.
   */
  #isLoose(extension: string): boolean {
    return (
      extension.startsWith('http://hl7.org/fhir/StructureDefinition/') &&
      DEFINITIONAL.has(textOf(this.container['resourceType']))
    );
  }

  #descend(value: Json, link: Link | undefined, url: string): void {
    const { at } = this;
    const outer = this.inside;
    this.inside = url;
    this.at = 'Extension';
    if (link) this.run(link.f, value);
    this.inside = outer;
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
    this.#descend(value, this.library.link(EXTENSION), this.inside);
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
    // An id alone is enough beside a value, whatever the profile says of extensions.
    if (node && !(hasValue && isOnlyId(value))) {
      this.run(node, value);
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

  /** An attribute in XML, so that nothing can stand beside it (FHIR R4, Extension.url). */
  extendedUrl(beside: unknown): void {
    this.error('structure', 'extension-url', '.url', 'The url of an extension has no extensions', {
      received: shown(beside),
    });
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

function isOnlyId(value: Json): boolean {
  for (const key in value) if (key !== 'id') return false;
  return value['id'] !== undefined;
}
