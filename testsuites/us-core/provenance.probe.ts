import { defineProbe, type Probe } from '../../core/probe.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { search, type SearchDone } from './search-run.ts';
import { seedProbe } from './seed.probe.ts';

export interface ProvenanceEvidence {
  /** None where nothing was found that a Provenance could be about. */
  readonly searches: readonly SearchDone[];
}

/** The seed searches that found something, again with the Provenance of what they find. */
export const provenanceProbe = (context: ProfileContext): Probe<ProvenanceEvidence> => {
  const { profile, config } = context;
  return defineProbe({
    id: `provenance(${profile.id})`,
    needs: { seed: seedProbe(context), reach: reachProbe(context) },
    gather: async (io, { seed, reach }) => {
      const fruitful = seed.searches.filter(({ done }) =>
        done.entries.some(({ resource }) => resource.resourceType === profile.type),
      );
      const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
      const searches: SearchDone[] = [];
      // One Provenance in all is enough: the next search is made only if there was none yet.
      for (const { done } of fruitful) {
        const params = [...done.params, ['_revinclude', 'Provenance:target'] as const];
        const again = await search(io, target, profile.type, params);
        searches.push(again);
        if (again.entries.some(({ resource }) => resource.resourceType === 'Provenance')) break;
      }
      return { searches };
    },
  });
};
