import { defineCheck, judged, skip } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { type ProfileContext, reachProbe, seedProbe } from './data.probe.ts';
import { answerFindings } from './judge-search.ts';
import { search, type SearchDone } from './search-run.ts';

interface ProvenanceEvidence {
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
      if (fruitful.length === 0) {
        return lacking(`No ${profile.type} was found for any patient; load at least one.`);
      }
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

export const provenanceCheck = defineCheck({
  ...aboutProfile('provenance.revinclude', 'SHALL', CITATION.searchSingle),
  title: (row: ProfileCheckRow) =>
    `${typeOf(row)} search with _revinclude=Provenance:target brings Provenance`,
  failureTitle: (row) =>
    `${typeOf(row)} search with _revinclude=Provenance:target is not answered properly`,
  remedy: (row) =>
    `Support _revinclude=Provenance:target on ${typeOf(row)} searches and keep who wrote or sent each ${typeOf(row)} as Provenance.`,
  needs: ({ context }: ProfileCheckRow) => ({ provenance: provenanceProbe(context) }),
  judge: ({ provenance: { searches } }, row) => {
    const findings = searches.filter(({ first }) => isAnswered(first)).flatMap(answerFindings);
    const records = searches
      .flatMap(({ entries }) => entries)
      .filter(({ resource }) => resource.resourceType === 'Provenance');
    if (findings.length > 0 || records.length > 0) {
      return judged(findings, `${records.length} Provenance`);
    }
    return skip(
      `No Provenance came with any ${typeOf(row)}: either there is none about them, or _revinclude=Provenance:target is not honoured.`,
      searches[0]?.first.index,
    );
  },
});
