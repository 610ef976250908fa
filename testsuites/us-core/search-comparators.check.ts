import { defineCheck } from '../../core/check.ts';
import { boundFor } from '../../fhir/search/choose.ts';
import { searchProbe } from './search.probe.ts';
import { criteriaFindings, judgeSearches, sourceMissing } from './judge-search.ts';
import { aboutSearch, baseOf, queryOf, type SearchCheckRow } from './search-row.ts';
import type { SearchParams } from './search-run.ts';

const COMPARED = ['gt', 'ge', 'lt', 'le'] as const;

export const comparatorCheck = defineCheck({
  ...aboutSearch('.comparators'),
  title: (row: SearchCheckRow) => `${queryOf(row)} honours gt, ge, lt and le on ${row.param?.name}`,
  failureTitle: (row) => `${queryOf(row)} does not honour every comparator on ${row.param?.name}`,
  remedy: (row) =>
    `Compare ${row.param?.name} by the prefix sent, each side taken as the range its precision covers (FHIR R4, 3.1.1.4.7).`,
  needs: (row: SearchCheckRow) => ({
    done: searchProbe(row.context, row.search, {
      name: `comparators of ${row.param?.name}`,
      once: true,
      params: ({ params, source }) => comparedParams(row, params, source.resource),
    }),
  }),
  judge: ({ done }, row) =>
    judgeSearches(done, row.context, (search) => [
      ...criteriaFindings(search.done, row.rows, baseOf(row)),
      ...sourceMissing(search),
    ]),
});

function comparedParams(
  row: SearchCheckRow,
  params: SearchParams,
  resource: unknown,
): readonly SearchParams[] {
  const { param } = row;
  if (param === undefined) return [];
  return COMPARED.filter((comparator) => param.comparators[comparator] === 'SHALL').flatMap(
    (comparator) => {
      const bound = boundFor(param, resource, comparator);
      if (bound === undefined) return [];
      return [params.map(([name, value]) => [name, name === param.name ? bound : value] as const)];
    },
  );
}
