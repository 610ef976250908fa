import { defineProbe, type Probe } from '../../core/probe.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { search, type SearchDone, type SearchParams } from './search-run.ts';
import { type PatientSearch, type SeedEvidence, seedProbe } from './seed.probe.ts';

export interface ProvenanceEvidence {
  /** None where nothing was found that a Provenance could be about. */
  readonly searches: readonly SearchDone[];
}

const foundIn = ({ done }: PatientSearch, type: string): boolean =>
  done.entries.some(({ resource }) => resource.resourceType === type);

/** The seed searches that found something; without seed searches, one by the id of each found. */
function fruitful({ searches, gathered }: SeedEvidence, type: string): readonly SearchParams[] {
  if (searches.length > 0) {
    return searches.filter((search) => foundIn(search, type)).map(({ done }) => done.params);
  }
  return [...gathered.values()]
    .flat()
    .flatMap(({ resource }) =>
      typeof resource.id !== 'string' ? [] : [[['_id', resource.id]] as const],
    )
    .slice(0, MOST_BY_ID);
}

/** A type reached by references only may have hundreds; a few show whether _revinclude works. */
const MOST_BY_ID = 5;

/** The searches that found something, again with the Provenance of what they find. */
export const provenanceProbe = (
  context: ProfileContext,
  source: Probe<SeedEvidence> = seedProbe(context),
): Probe<ProvenanceEvidence> => {
  const { profile, config } = context;
  return defineProbe({
    id: `provenance(${profile.id})`,
    needs: { source, reach: reachProbe(context) },
    gather: async (io, { source: found, reach }) => {
      const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
      const searches: SearchDone[] = [];
      // One Provenance in all is enough: the next search is made only if there was none yet.
      for (const params of fruitful(found, profile.type)) {
        const again = await search(io, target, profile.type, [
          ...params,
          ['_revinclude', 'Provenance:target'],
        ]);
        searches.push(again);
        if (again.entries.some(({ resource }) => resource.resourceType === 'Provenance')) break;
      }
      return { searches };
    },
  });
};
