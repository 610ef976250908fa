import { defineCheck, omit } from '../../core/check.ts';
import { formsProbe } from './combined.probe.ts';
import { criteriaFindings, judgeSearches, sourceMissing } from './judge-search.ts';
import { aboutSearch, baseOf, foundNothing, queryOf, type ParamCheckRow } from './search-row.ts';

export const tokenSystemCheck = defineCheck({
  ...aboutSearch('.token-system'),
  title: (row: ParamCheckRow) => `${queryOf(row)} takes ${row.param.name} as system|value`,
  failureTitle: (row) => `${queryOf(row)} does not find by ${row.param.name}=system|value`,
  remedy: (row) =>
    `Match ${row.param.name}=system|value by system and code together (FHIR R4, 3.1.1.4.10).`,
  needs: (row: ParamCheckRow) => ({
    done: formsProbe(row, 'system|value', ['system|value'], () => ({
      systemOf: row.param.name,
      params: ({ params }) => [params],
      once: true,
    })),
  }),
  judge: ({ done }, row) => {
    if (done.searches.length === 0 && !foundNothing(done)) {
      return omit(`No ${row.param.name} of the resources found has a system.`);
    }
    return judgeSearches(done, row.context, (search) => [
      ...criteriaFindings(search.done, row.rows, baseOf(row)),
      ...sourceMissing(search),
    ]);
  },
});
