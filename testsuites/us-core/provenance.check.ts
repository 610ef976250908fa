import { defineCheck, judged, skip, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { wishAt } from '../../fhir/example/wish.ts';
import { CITATION } from '../citations.ts';
import { guideForProfile } from '../must-support/guide.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { withArticle } from './bundle.ts';
import { gatheredProbe } from './gathered.probe.ts';
import { provenanceProbe } from './provenance.probe.ts';
import { answerFindings } from './judge-search.ts';

export const provenanceCheck = defineCheck({
  ...aboutProfile('provenance.revinclude', 'SHALL', CITATION.searchSingle),
  title: (row: ProfileCheckRow) =>
    `${typeOf(row)} search with _revinclude=Provenance:target brings Provenance`,
  failureTitle: (row) =>
    `${typeOf(row)} search with _revinclude=Provenance:target is not answered properly`,
  remedy: (row) =>
    `Support _revinclude=Provenance:target on ${typeOf(row)} searches and keep who wrote or sent each ${typeOf(row)} as Provenance.`,
  guide: (row) =>
    guideForProfile(
      row.context,
      'us-core-provenance',
      `Load at least one Provenance whose target is ${withArticle(typeOf(row))} of one of the test patients.`,
      [wishAt('target', { fixed: { reference: `${typeOf(row)}/example` } })],
    ),
  needs: ({ context }: ProfileCheckRow) => ({
    provenance: provenanceProbe(context, gatheredProbe(context)),
  }),
  judge: ({ provenance: { searches } }, row) => {
    if (searches.length === 0) {
      const none = `No ${typeOf(row)} was found for any patient; load at least one.`;
      return skip(none, undefined, none);
    }
    const findings = searches.filter(({ first }) => isAnswered(first)).flatMap(answerFindings);
    const records = searches
      .flatMap(({ entries }) => entries)
      .filter(({ resource }) => resource.resourceType === 'Provenance');
    if (findings.length > 0 || records.length > 0) {
      return judged(findings, `${records.length} Provenance`);
    }
    const lost = searches.map(({ first }) => first).find((first) => !isAnswered(first));
    if (lost !== undefined && !isAnswered(lost)) {
      return unjudged(lost.noAnswer.detail, lost.index);
    }
    return skip(
      `No Provenance came with any ${typeOf(row)}: either there is none about them, or _revinclude=Provenance:target is not honoured.`,
      searches[0]?.first.index,
    );
  },
});
