import { type Exchange, isAnswered } from '../../core/exchange.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { conforms } from '../conformance/validate.ts';
import { containedIn, type Found, type Resource, resourceOf } from './bundle.ts';
import { gatheredProbe } from './gathered.probe.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';

/** A profile that a reference may lead to. */
export interface Target {
  readonly id: string;
  readonly type: string;
  readonly url: string;
}

/** A must-support reference and what it has to lead to; none means anything readable. */
export interface Leading {
  readonly path: string;
  readonly targets: readonly Target[];
}

/** A reference and what it led to. */
export type Followed = {
  readonly from: Found;
  readonly reference: string;
} & (
  | { readonly kind: 'itself' }
  | { readonly kind: 'contained'; readonly resource: Resource | undefined }
  | { readonly kind: 'read'; readonly exchange: Exchange }
);

export interface ReferenceEvidence {
  /** How often the element has a value, be it a reference or only a name. */
  readonly total: number;
  /** References that could lead there, each address once. */
  readonly candidates: number;
  readonly followed: readonly Followed[];
}

/** One that resolves is enough; a server with many broken ones need not be asked for them all. */
const MOST_FOLLOWED = 30;

const LITERAL =
  /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

/** Type and id that a reference names, where it can be read at all. */
export const partsOf = (reference: string): { type: string; id: string } | undefined => {
  if (ABSOLUTE.test(reference) && !/^https?:/i.test(reference)) return undefined;
  const match = LITERAL.exec(reference);
  return match === null ? undefined : { type: match[1] ?? '', id: match[2] ?? '' };
};

const TELLS = ['reference', 'identifier', 'display', 'type'] as const;

const populatedAt = (found: readonly Found[], path: string) =>
  found.flatMap((from) =>
    valuesAt(from.resource, path)
      .filter(isObject)
      .filter((value) => TELLS.some((member) => value[member] !== undefined))
      .map((value) => ({ from, reference: value['reference'] })),
  );

const couldLead = (reference: string, targets: readonly Target[]): boolean => {
  if (reference.startsWith('#')) return true;
  const parts = partsOf(reference);
  return (
    parts !== undefined && (targets.length === 0 || targets.some(({ type }) => type === parts.type))
  );
};

/** The resource that a reference names, as far as it was got. */
export function reached(followed: Followed): Resource | undefined {
  if (followed.kind === 'contained') return followed.resource;
  if (followed.kind === 'itself') return followed.from.resource;
  const parts = partsOf(followed.reference);
  const { exchange } = followed;
  if (parts === undefined || !isAnswered(exchange) || exchange.response.status !== 200) {
    return undefined;
  }
  const resource = resourceOf(exchange, parts.type);
  return resource?.id === parts.id ? resource : undefined;
}

/** Whether a reference leads to the resource that it names, and that is what it should be. */
export function resolves(
  followed: Followed,
  targets: readonly Target[],
  { pack }: ProfileContext,
): boolean {
  // Of what a resource says of itself, its own checks tell whether it conforms.
  if (followed.kind === 'itself') return true;
  const resource = reached(followed);
  if (resource === undefined) return false;
  if (targets.length === 0) return true;
  return targets.some(
    ({ type, url }) => resource.resourceType === type && conforms(resource, url, pack.version),
  );
}

/** Reads what references on a path lead to, until one resolves. */
export const referenceProbe = (
  context: ProfileContext,
  { path, targets }: Leading,
): Probe<ReferenceEvidence> => {
  const base = context.config.target.fhirBaseUrl;
  const goal = targets.length === 0 ? 'any' : targets.map(({ id }) => id).join('|');
  return defineProbe({
    id: `reference(${context.profile.id}.${path} ${goal})`,
    needs: { seed: gatheredProbe(context), reach: reachProbe(context) },
    gather: async (io, { seed, reach }) => {
      const populated = populatedAt([...seed.gathered.values()].flat(), path);
      const candidates = distinct(
        populated.flatMap(({ from, reference }) =>
          typeof reference === 'string' && couldLead(reference, targets)
            ? [{ from, reference }]
            : [],
        ),
      );
      const followed: Followed[] = [];
      for (const candidate of candidates.slice(0, MOST_FOLLOWED)) {
        const done = await follow(candidate);
        followed.push(done);
        if (resolves(done, targets, context)) break;
      }
      return { total: populated.length, candidates: candidates.length, followed };

      /** With the token below the FHIR base, without it anywhere else. */
      async function follow(candidate: Candidate): Promise<Followed> {
        const { from, reference } = candidate;
        if (reference === '#') return { ...candidate, kind: 'itself' };
        if (reference.startsWith('#')) {
          const resource = containedIn(from.within ?? from.resource).find(
            ({ id }) => `#${id}` === reference,
          );
          return { ...candidate, kind: 'contained', resource };
        }
        const url = addressOf(reference);
        const exchange = await io.ask({
          url,
          headers: { accept: 'application/fhir+json' },
          ...(url.startsWith(`${base}/`) ? { context: reach.access.context } : {}),
        });
        return { ...candidate, kind: 'read', exchange };
      }
    },
  });

  function addressOf(reference: string): string {
    return ABSOLUTE.test(reference) ? reference : `${base}/${reference}`;
  }

  /** Each address once, however it is written; what is contained, once for each that contains it. */
  function distinct(found: readonly Candidate[]): readonly Candidate[] {
    const byAddress = new Map<unknown, Candidate>();
    for (const each of found) {
      const { reference } = each;
      const key = reference.startsWith('#') ? each : addressOf(reference);
      if (!byAddress.has(key)) byAddress.set(key, each);
    }
    return [...byAddress.values()];
  }
};

interface Candidate {
  readonly from: Found;
  readonly reference: string;
}
