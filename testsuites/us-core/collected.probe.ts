import { defineProbe, lacking, notAsked, type Probe } from '../../core/probe.ts';
import { isAnswered } from '../../core/exchange.ts';
import type { Needs } from '../../core/check.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import { isObject } from '../../fhir/json.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { containedIn, type Found, placeOf, resourceOf, withArticle } from './bundle.ts';
import { oncePerProfile, type ProfileContext, reachProbe, type Reach } from './profile-context.ts';
import { type ProvenanceEvidence, provenanceProbe } from './provenance.probe.ts';
import { type SeedEvidence, seedProbe } from './seed.probe.ts';
import { needsNoRecord, resourceRow, seedSearch } from './seed-searches.ts';

const FHIR_JSON = { accept: 'application/fhir+json' };

const searchable = ({ pack }: ProfileContext): readonly ProfileRow[] =>
  pack.profiles.filter((profile) => seedSearch(pack, profile) !== undefined);

const LITERAL =
  /^(?:.*\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Paths of a profile from which its guide lets a type be reached. */
const pathsTo = (from: ProfileRow, profile: ProfileRow): readonly string[] =>
  from.references
    .filter(({ targetProfiles }) =>
      targetProfiles.some((canonical) => {
        const [url = ''] = canonical.split('|');
        return url === profile.url || url === `${CORE}${profile.type}`;
      }),
    )
    .map(({ path }) => path);

const contained = (from: readonly Found[], type: string): readonly Found[] =>
  from.flatMap(({ resource, exchange }) =>
    containedIn(resource)
      .filter(({ resourceType }) => resourceType === type)
      .map((each) => ({ resource: each, exchange, within: resource })),
  );

/** Relative references to a type on some paths, each once; absolute ones below the base count. */
function referencesTo(
  from: readonly Found[],
  paths: readonly string[],
  { type }: ProfileRow,
  base: string,
): readonly string[] {
  const references = from.flatMap(({ resource }) =>
    paths.flatMap((path) =>
      valuesAt(resource, path).flatMap((value) =>
        isObject(value) && typeof value['reference'] === 'string' ? [value['reference']] : [],
      ),
    ),
  );
  return [
    ...new Set(
      references.flatMap((reference) => {
        const absolute = /^[a-z][a-z0-9+.-]*:/i.test(reference);
        if (absolute && !reference.startsWith(`${base}/`)) return [];
        const match = LITERAL.exec(reference);
        return match?.[1] === type ? [`${match[1]}/${match[2]}`] : [];
      }),
    ),
  ];
}

/** Provenance comes with searches, by _revinclude. */
const provenanceCollected = (context: ProfileContext): Probe<SeedEvidence> => {
  const sources = searchable(context).filter((profile) =>
    resourceRow(context.pack, profile.type)?.revincludes.some(
      ({ value }) => value === 'Provenance:target',
    ),
  );
  const needs: Needs = Object.fromEntries(
    sources.map((profile) => [profile.id, provenanceProbe({ ...context, profile })]),
  );
  return defineProbe({
    id: `collected(${context.profile.id})`,
    needs: { ...needs, reach: reachProbe(context) },
    gather: async (_io, evidence: Record<string, unknown>) => {
      const { patients } = evidence['reach'] as Reach;
      const found = sources.flatMap(({ id }) =>
        (evidence[id] as ProvenanceEvidence).searches.flatMap(({ entries }) =>
          entries.filter(({ resource }) => resource.resourceType === 'Provenance'),
        ),
      );
      return under(patients, found);
    },
  });
};

const distinct = (found: readonly Found[]): readonly Found[] => [
  ...new Map(found.map((item) => [`${item.exchange} ${placeOf(item)}`, item])).values(),
];

/** What belongs to no patient is looked at as if it were the first one's. */
const under = (patients: readonly string[], found: readonly Found[]): SeedEvidence => ({
  searches: [],
  gathered: new Map(patients.map((patient, at) => [patient, at === 0 ? distinct(found) : []])),
});

/**
 * Resources of a type that no patient search finds: read from every reference that the guide lets
 * lead to the profile, and those contained in what was gathered.
 */
const referencedCollected = (context: ProfileContext): Probe<SeedEvidence> => {
  const { profile, pack, config } = context;
  const base = config.target.fhirBaseUrl;
  const sources = [
    ...searchable(context),
    ...pack.profiles.filter(({ type }) => type === 'Provenance'),
  ].filter((from) => from.type !== profile.type && pathsTo(from, profile).length > 0);
  const needs: Needs = Object.fromEntries(
    sources.map((from) => [
      from.id,
      from.type === 'Provenance'
        ? provenanceCollected({ ...context, profile: from })
        : seedProbe({ ...context, profile: from }),
    ]),
  );
  return defineProbe({
    id: `collected(${profile.id})`,
    needs: { ...needs, reach: reachProbe(context) },
    gather: async (io, evidence: Record<string, unknown>) => {
      const { patients, access } = evidence['reach'] as Reach;
      const sets = sources.map((from) => ({
        from,
        found: [...(evidence[from.id] as SeedEvidence).gathered.values()].flat(),
      }));
      const addresses = new Set(
        sets.flatMap(({ from, found }) =>
          referencesTo(found, pathsTo(from, profile), profile, base),
        ),
      );
      const reads = await io.each([...addresses], async (address) => ({
        address,
        exchange: await io.ask({
          url: `${base}/${address}`,
          headers: FHIR_JSON,
          context: access.context,
        }),
      }));
      const found = reads.flatMap(({ exchange }) => {
        if (!isAnswered(exchange) || exchange.response.status !== 200) return [];
        const resource = resourceOf(exchange, profile.type);
        return resource === undefined ? [] : [{ resource, exchange: exchange.index }];
      });
      const inner = sets.flatMap((set) => contained(set.found, profile.type));
      if (addresses.size === 0 && inner.length === 0) {
        const none = `No reference to ${withArticle(profile.type)} was found in anything gathered.`;
        return needsNoRecord(profile) ? notAsked(none) : lacking(none);
      }
      return { ...under(patients, [...found, ...inner]), reads };
    },
  });
};

/** Collects a profile that is reached by references only. */
export const collectedProbe = oncePerProfile(
  (context: ProfileContext): Probe<SeedEvidence> =>
    context.profile.type === 'Provenance'
      ? provenanceCollected(context)
      : referencedCollected(context),
);
