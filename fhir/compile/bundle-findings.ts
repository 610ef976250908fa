import { isObject } from '../json.ts';
import { ReferenceFindings } from './reference-findings.ts';
import { shown } from './json-match.ts';

type Json = Record<string, unknown>;

/** Bundles in which entries need no full url (FHIR R4, Bundle, "Resource URL & Uniqueness"). */
const WITHOUT_URLS: ReadonlySet<unknown> = new Set([
  'batch',
  'transaction',
  'batch-response',
  'transaction-response',
]);

/** Invariants say nothing where there is no entry; the specification does. */
const FIRST: Readonly<Record<string, readonly [rule: string, type: string]>> = {
  document: ['bdl-11', 'Composition'],
  message: ['bdl-12', 'MessageHeader'],
};

/** Rules about what stands together in one Bundle or one resource that no invariant states. */
export abstract class BundleFindings extends ReferenceFindings {
  bundle({ type, entry }: Json): void {
    const entries: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const wanted = typeof type === 'string' ? FIRST[type] : undefined;
    const [first] = entries;
    const isPlain = entry === undefined || (isObject(first) && first['resource'] === undefined);
    if (Array.isArray(wanted) && isPlain) {
      const [rule, resource] = wanted;
      this.error('invariant', rule, '', `The first entry of a ${type} must be a ${resource}`, {
        expected: resource,
        received: entry === undefined ? 'no entry' : 'an entry without a resource',
      });
    }
    for (let i = 0; i < entries.length; i++) {
      const each = entries[i];
      if (isObject(each)) this.#fullUrl(each, type, `.entry[${i}]`);
    }
  }

  #fullUrl({ fullUrl, resource, search }: Json, type: unknown, path: string): void {
    if (typeof fullUrl === 'string') {
      if (fullUrl === '' || /^[a-z][a-z0-9+.-]*:/i.test(fullUrl)) return;
      // A warning: examples of US Core 3.1.1 and 4.0.0 do it.
      this.add({
        severity: 'warning',
        code: 'value',
        rule: 'full-url',
        path: `${path}.fullUrl`,
        message: 'A fullUrl must be absolute',
        expected: 'an absolute URL, urn:uuid or urn:oid',
        received: shown(fullUrl),
      });
      return;
    }
    const isOutcome = isObject(search) && search['mode'] === 'outcome';
    if (fullUrl !== undefined || !isObject(resource) || isOutcome || WITHOUT_URLS.has(type)) return;
    this.add({
      severity: 'warning',
      code: 'required',
      rule: 'full-url',
      path,
      message: 'The entry has no fullUrl, which only batches and transactions may go without',
    });
  }

  /** `#id` must lead to one resource (FHIR R4, References, "Contained Resources"). */
  containedIds(contained: readonly unknown[]): void {
    const seen = new Set<unknown>();
    for (let i = 0; i < contained.length; i++) {
      const each = contained[i];
      const id = isObject(each) ? each['id'] : undefined;
      if (typeof id !== 'string') continue;
      if (seen.has(id)) {
        const message = 'Another contained resource has the same id';
        this.error('business-rule', 'contained-id', `.contained[${i}].id`, message, {
          received: shown(id),
        });
      }
      seen.add(id);
    }
  }
}
