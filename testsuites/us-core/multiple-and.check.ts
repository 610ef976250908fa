import { defineCheck, judged, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { defineProbe, lacking, type Probe } from '../../core/probe.ts';
import type { SearchParamRow } from '../../fhir/pack-rows.ts';
import { boundFor } from '../../fhir/search/choose.ts';
import { CITATION } from '../citations.ts';
import type { Found } from './bundle.ts';
import { answerFindings, criteriaFindings, sourceMissing } from './judge-search.ts';
import { type ProfileContext, reachProbe, statusOf } from './profile-context.ts';
import { isAdvice } from './requirement-ids.ts';
import { type SearchDone, searchWithStatus } from './search-run.ts';
import { seedProbe } from './seed.probe.ts';

/** A date parameter that may be given twice, as a lower and an upper bound. */
export interface MultipleAndRow {
  readonly context: ProfileContext;
  readonly param: SearchParamRow;
}

interface BetweenEvidence {
  readonly patient: string;
  readonly source: Found;
  readonly done: SearchDone;
}

/** A seed search narrowed to the time around one gathered resource. */
const betweenProbe = ({ context, param }: MultipleAndRow): Probe<BetweenEvidence> => {
  const { profile, config } = context;
  return defineProbe({
    id: `between(${profile.type}.${param.name})`,
    needs: { seed: seedProbe(context), reach: reachProbe(context) },
    gather: async (io, { seed, reach }) => {
      for (const { patient, done } of seed.searches) {
        for (const source of done.entries) {
          const lower = boundFor(param, source.resource, 'ge');
          const upper = boundFor(param, source.resource, 'le');
          if (lower === undefined || upper === undefined) continue;
          const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
          const params = [...done.params, [param.name, lower], [param.name, upper]] as const;
          const between = await searchWithStatus(
            io,
            target,
            profile.type,
            params,
            statusOf(context),
          );
          return { patient, source, done: between };
        }
      }
      return lacking(`No ${profile.type} found has a value for ${param.name}.`);
    },
  });
};

const idOf = ({ context, param }: MultipleAndRow): string =>
  `uscore.resource.${context.profile.type.toLowerCase()}.search-param.${param.name}.multiple-and`;

export const multipleAndCheck = defineCheck({
  id: (row: MultipleAndRow) => idOf(row).replace(/^uscore\./, ''),
  level: 'SHOULD',
  citations: [CITATION.searchSingle],
  requirements: (row: MultipleAndRow) => [idOf(row)],
  advice: (row: MultipleAndRow) => isAdvice(idOf(row), 'SHOULD', row.context.pack.version),
  title: ({ context, param }) => `${context.profile.type} search takes two bounds of ${param.name}`,
  failureTitle: ({ context, param }) =>
    `${context.profile.type} search does not honour two bounds of ${param.name}`,
  remedy: ({ param }) =>
    `Treat a repeated ${param.name} as "all of these" (FHIR R4, 3.1.1.4.3), so that clients can ask for a span of time.`,
  needs: (row: MultipleAndRow) => ({ between: betweenProbe(row) }),
  judge: ({ between }, { context, param }) => {
    const { done } = between;
    if (!isAnswered(done.first)) {
      return unjudged(done.first.noAnswer.detail, done.first.index);
    }
    const answers = answerFindings(done);
    if (answers.length > 0) return judged(answers);
    return judged([
      ...criteriaFindings(done, [param], context.config.target.fhirBaseUrl),
      ...sourceMissing(between),
    ]);
  },
});
