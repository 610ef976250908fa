import { defineCheck, judged, omit, skip } from '../../core/check.ts';
import { type Exchange, isAnswered } from '../../core/exchange.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow } from './about-profile.ts';
import { type Found, nameOf, resourceOf } from './bundle.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { gatheredProbe } from './gathered.probe.ts';
import { shortName } from './requirement-ids.ts';

/** A must-support reference and one profile that it may lead to; none means any. */
export interface ReferenceCheckRow extends ProfileCheckRow {
  readonly path: string;
  /** The path as requirements name it. */
  readonly name: string;
  readonly target?: { readonly id: string; readonly type: string };
}

interface Followed {
  readonly from: Found;
  readonly reference: string;
  readonly exchange?: Exchange;
  /** Found within the resource itself. */
  readonly contained?: boolean;
}

interface ReferenceEvidence {
  readonly total: number;
  readonly followed: readonly Followed[];
}

/** One that resolves is enough; a server with many broken ones need not be asked for them all. */
const MOST_FOLLOWED = 10;

const LITERAL =
  /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

const partsOf = (reference: string): { type: string; id: string } | undefined => {
  const match = LITERAL.exec(reference);
  return match === null ? undefined : { type: match[1] ?? '', id: match[2] ?? '' };
};

const referencesAt = (found: readonly Found[], path: string): Followed[] =>
  found.flatMap((from) =>
    valuesAt(from.resource, path).flatMap((value) =>
      isObject(value) && typeof value['reference'] === 'string'
        ? [{ from, reference: value['reference'] }]
        : [],
    ),
  );

const resolves = (
  { exchange, reference, contained }: Followed,
  type: string | undefined,
): boolean => {
  if (contained === true) return true;
  const parts = partsOf(reference);
  if (exchange === undefined || !isAnswered(exchange) || parts === undefined) return false;
  if (exchange.response.status !== 200 || (type !== undefined && parts.type !== type)) return false;
  return resourceOf(exchange, parts.type)?.id === parts.id;
};

const containedIn = ({ resource }: Found, reference: string, type: string | undefined): boolean => {
  if (reference === '#') return true;
  const contained = Array.isArray(resource['contained']) ? resource['contained'] : [];
  return contained.some(
    (inner) =>
      isObject(inner) &&
      typeof inner['id'] === 'string' &&
      `#${inner['id']}` === reference &&
      (type === undefined || inner['resourceType'] === type),
  );
};

const isOfType = (reference: string, type: string | undefined): boolean =>
  reference.startsWith('#') || type === undefined || partsOf(reference)?.type === type;

/** Reads what references on a path lead to, until one resolves. */
export const referenceProbe = (
  context: ProfileContext,
  { path, target }: Pick<ReferenceCheckRow, 'path' | 'target'>,
): Probe<ReferenceEvidence> => {
  const base = context.config.target.fhirBaseUrl;
  return defineProbe({
    id: `reference(${context.profile.id}.${path} ${target?.id ?? 'any'})`,
    needs: { seed: gatheredProbe(context), reach: reachProbe(context) },
    gather: async (io, { seed, reach }) => {
      const all = referencesAt([...seed.gathered.values()].flat(), path);
      const distinct = [...new Map(all.map((each) => [each.reference, each])).values()];
      const candidates = distinct
        .filter(({ reference }) => isOfType(reference, target?.type))
        .slice(0, MOST_FOLLOWED);
      const followed: Followed[] = [];
      for (const candidate of candidates) {
        const { from, reference } = candidate;
        const done = reference.startsWith('#')
          ? { ...candidate, contained: containedIn(from, reference, target?.type) }
          : { ...candidate, exchange: await follow(reference) };
        followed.push(done);
        if (resolves(done, target?.type)) break;
      }
      return { total: all.length, followed };

      /** With the token below the FHIR base, without it anywhere else. */
      async function follow(reference: string): Promise<Exchange> {
        const url = /^[a-z][a-z0-9+.-]*:/i.test(reference) ? reference : `${base}/${reference}`;
        const ours = url.startsWith(`${base}/`);
        return io.ask({
          url,
          headers: { accept: 'application/fhir+json' },
          ...(ours ? { context: reach.access.context } : {}),
        });
      }
    },
  });
};

const goalOf = ({ target }: ReferenceCheckRow): string => target?.id ?? 'a resource';

export const referenceCheck = defineCheck({
  ...aboutProfile(
    ({ name, target }: ReferenceCheckRow) =>
      `reference.${name}.${target === undefined ? 'any' : target.id}`,
    'SHALL',
    CITATION.dataResponseSingle,
  ),
  title: (row: ReferenceCheckRow) =>
    `${row.context.profile.type}.${row.path} of ${shortName(row.context.profile.id)} leads to ${goalOf(row)}`,
  failureTitle: (row) =>
    `${row.context.profile.type}.${row.path} of ${shortName(row.context.profile.id)} does not lead to ${goalOf(row)}`,
  remedy: (row) =>
    `Let references in ${row.context.profile.type}.${row.path} be literal and readable with the same token: GET on them returns that resource.`,
  needs: ({ context, ...row }: ReferenceCheckRow) => ({ references: referenceProbe(context, row) }),
  judge: ({ references: { total, followed } }, row) => {
    const where = `${row.context.profile.type}.${row.path}`;
    if (total === 0) return omit(`${where} is not populated; must-support tells of it.`);
    const good = followed.find((each) => resolves(each, row.target?.type));
    if (good !== undefined) return judged([], good.reference);
    const [first] = followed;
    if (first === undefined)
      return omit(`No reference in ${where} leads to a ${row.target?.type}.`);
    const status = first.exchange?.response?.status;
    return skip(
      `None of ${followed.length} references in ${where} could be resolved; "${first.reference}" of ${nameOf(first.from.resource)} gave ${status === undefined ? 'no answer' : `HTTP ${status}`}.`,
      first.exchange?.index,
    );
  },
});
