import { isId, uriProblem } from './primitives.ts';

/** What a literal reference is by its form (FHIR R4, References). */
export type ParsedReference =
  /** `Patient/1`, with `_history` a version. */
  | {
      readonly kind: 'relative';
      readonly type: string;
      readonly id: string;
      readonly version?: string;
    }
  /** An absolute URL that ends as a relative one does. */
  | {
      readonly kind: 'absolute';
      readonly base: string;
      readonly type: string;
      readonly id: string;
      readonly version?: string;
    }
  /** An absolute URL of another form: the server may not be a FHIR server. */
  | { readonly kind: 'url' }
  /** An absolute URL with `|version`. */
  | { readonly kind: 'canonical'; readonly url: string; readonly version: string }
  /** `#id`; `#` alone, the container, has an empty id. */
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'urn' }
  /** `Patient?identifier=…`, allowed in transactions only. */
  | { readonly kind: 'conditional'; readonly type: string };

/** References are strings: the lower case that URIs have for UUIDs does not bind them. */
export const isUri = (reference: string): boolean =>
  uriProblem(reference.startsWith('urn:uuid:') ? reference.toLowerCase() : reference) === undefined;

/** Takes a literal reference apart; undefined where it is none of the forms that FHIR knows. */
export function parseReference(reference: string): ParsedReference | undefined {
  if (!isUri(reference)) return undefined;
  const first = reference.charCodeAt(0);
  if (first === 35) {
    const id = reference.slice(1);
    return id === '' || isId(id) ? { kind: 'contained', id } : undefined;
  }
  if (first >= 65 && first <= 90) return relative(reference);
  if (reference.startsWith('urn:')) return { kind: 'urn' };
  return /^[a-z][a-z0-9+.-]*:\S/i.test(reference) ? absolute(reference) : undefined;
}

/** The type a literal reference names, undefined where its form names none. */
export function typeOfReference(reference: string): string | undefined {
  const first = reference.charCodeAt(0);
  if (first >= 65 && first <= 90) {
    const slash = reference.indexOf('/');
    if (slash !== -1 && !reference.includes('/', slash + 1)) return reference.slice(0, slash);
  }
  const parsed = parseReference(reference);
  return parsed !== undefined && 'type' in parsed ? parsed.type : undefined;
}

/** What was expected of a literal reference, undefined where its form is right. */
export const referenceProblem = (reference: string): string | undefined =>
  parseReference(reference) === undefined
    ? 'a reference as Type/id, an absolute URL, #id of a contained resource or a urn'
    : undefined;

const TYPE = /^[A-Z][A-Za-z]{1,63}$/;

const relative = (text: string): ParsedReference | undefined => {
  const question = text.indexOf('?');
  if (question !== -1) {
    const type = text.slice(0, question);
    return TYPE.test(type) ? { kind: 'conditional', type } : undefined;
  }
  const hash = text.indexOf('#');
  const [type = '', id = '', history, version, ...rest] = (
    hash === -1 ? text : text.slice(0, hash)
  ).split('/', 6);
  if (!TYPE.test(type) || !isId(id) || rest.length > 0) return undefined;
  if (history === undefined) return { kind: 'relative', type, id };
  if (history !== '_history' || version === undefined || !isId(version)) return undefined;
  return { kind: 'relative', type, id, version };
};

const ENDS_AS_RELATIVE = /^(https?:\/\/.+\/)([A-Z][A-Za-z]{1,63}\/[^/?]+(?:\/_history\/[^/?]+)?)$/;

const absolute = (text: string): ParsedReference => {
  const bar = text.indexOf('|');
  if (bar !== -1)
    return { kind: 'canonical', url: text.slice(0, bar), version: text.slice(bar + 1) };
  const match = ENDS_AS_RELATIVE.exec(text);
  const tail = relative(match?.[2] ?? '');
  return tail?.kind === 'relative'
    ? { ...tail, kind: 'absolute', base: match?.[1] ?? '' }
    : { kind: 'url' };
};
