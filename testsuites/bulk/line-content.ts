import { isObject } from '../../fhir/json.ts';
import type { Resource } from '../us-core/bundle.ts';
import { hashOf } from './name-set.ts';

/** A literal reference as an export would name it: `Type/id`, without base and version. */
const RELATIVE = /^(?:https?:\/\/.*\/)?([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.+)?$/;

export const targetOf = (reference: string): string | undefined => RELATIVE.exec(reference)?.[1];

/** Left out: which server sent it, and a text that may be made anew for each answer. */
const APART = new Set(['meta', 'text']);

/** An instant with its zone: the same one can be told in any zone. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

function canonicalText(text: string, member: string): string {
  const target = member === 'reference' || member === 'url' ? targetOf(text) : undefined;
  // Of addresses only those of a Binary are the server's own (Bulk Data, Attachments).
  const isOwn = member === 'reference' || target?.startsWith('Binary/') === true;
  if (target !== undefined && isOwn) return JSON.stringify(target);
  if (text.charCodeAt(10) === 84 && INSTANT.test(text)) return String(Date.parse(text));
  return JSON.stringify(text);
}

/** Extensions that neither FHIR nor a guide of HL7 defines may be the interface's own. */
const isForeign = (extension: unknown): boolean =>
  isObject(extension) && !String(extension['url']).startsWith('http://hl7.org/fhir/');

/**
 * One text for all ways to write the same: members and items sorted, references without base,
 * instants without zone; what is empty but for foreign extensions is not there.
 */
function canonical(value: unknown, member: string): string {
  if (Array.isArray(value)) {
    const items = member === 'extension' ? value.filter((item) => !isForeign(item)) : value;
    const texts = items.map((item) => canonical(item, member)).sort();
    return texts.length === 0 ? '' : `[${texts.join(',')}]`;
  }
  if (typeof value === 'string') return canonicalText(value, member);
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  const members = Object.keys(value)
    .sort()
    .map((name) => [name, canonical(value[name], name)] as const)
    .filter(([, text]) => text !== '');
  return members.length === 0 ? '' : `{${members.map((each) => each.join(':')).join(',')}}`;
}

/** Equal for resources of equal content, apart from meta, narrative and order. */
export function digestOf(resource: Resource): string {
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => !APART.has(name)));
  const { high, low } = hashOf(canonical(kept, ''));
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** What tells a version of a resource from another: its id, else its time. */
export function versionOf({ meta }: Resource): string {
  if (!isObject(meta)) return '';
  const { versionId, lastUpdated } = meta;
  if (typeof versionId === 'string') return versionId.slice(0, 64);
  return typeof lastUpdated === 'string' ? lastUpdated.slice(0, 64) : '';
}

const SUBJECTS = ['subject', 'patient', 'beneficiary', 'individual'];

/** The patient whom a resource is about, as `Patient/id`. */
export function subjectOf(resource: Resource): string | undefined {
  for (const name of SUBJECTS) {
    const value = resource[name];
    const reference = isObject(value) ? value['reference'] : undefined;
    const target = typeof reference === 'string' ? targetOf(reference) : undefined;
    if (target?.startsWith('Patient/')) return target;
  }
  return undefined;
}
