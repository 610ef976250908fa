import { defineCheck, judged, omit, skip, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { resourceOf, withArticle, wrongAnswer } from './bundle.ts';
import { gatheredProbe } from './gathered.probe.ts';
import type { SeedEvidence } from './seed.probe.ts';
import { needsNoRecord } from './seed-searches.ts';

function readFindings({ reads = [] }: SeedEvidence, type: string): readonly Finding[] {
  return reads.flatMap(({ address, exchange }) => {
    if (!isAnswered(exchange)) return [];
    const wrong = wrongAnswer(exchange, type);
    if (wrong !== undefined) return [{ ...wrong, resource: address }];
    const id = resourceOf(exchange, type)?.id;
    return address === `${type}/${typeof id === 'string' ? id : ''}`
      ? []
      : [
          differs(`${type}.id`, {
            expected: address,
            received: typeof id === 'string' ? `${type}/${id}` : `${type} with no id`,
            resource: address,
            exchange: exchange.index,
          }),
        ];
  });
}

/** For types that no patient search finds: everything that is referred to can be read. */
export const readAllCheck = defineCheck({
  ...aboutProfile('read', 'SHALL', CITATION.dataResponseSingle),
  title: (row: ProfileCheckRow) => `Every ${typeOf(row)} that other resources refer to can be read`,
  failureTitle: (row) => `Not every ${typeOf(row)} that other resources refer to can be read`,
  remedy: (row) =>
    `Answer GET ${typeOf(row)}/[id] for every ${typeOf(row)} that returned resources refer to, with the same token.`,
  needs: ({ context }: ProfileCheckRow) => ({ gathered: gatheredProbe(context) }),
  judge: ({ gathered }, row) => {
    const { reads = [] } = gathered;
    if (reads.length === 0) {
      const none = `Nothing gathered refers to ${withArticle(typeOf(row))} outside itself.`;
      return needsNoRecord(row.context.profile) ? omit(none) : skip(none);
    }
    const findings = readFindings(gathered, typeOf(row));
    const lost = reads.map(({ exchange }) => exchange).find((exchange) => !isAnswered(exchange));
    return findings.length === 0 && lost !== undefined && !isAnswered(lost)
      ? unjudged(lost.noAnswer.detail, lost.index)
      : judged(findings, `${reads.length} read`);
  },
});
