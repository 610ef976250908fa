import { defineCheck } from '../../core/check.ts';
import { boundFor } from '../../fhir/search/choose.ts';
import type { Form } from './combined.ts';
import { formsProbe } from './combined.probe.ts';
import { criteriaFindings, judgeSearches, sourceMissing } from './judge-search.ts';
import type { SearchVariant } from './search.probe.ts';
import { aboutSearch, baseOf, type ParamCheckRow, queryOf } from './search-row.ts';
import { comparatorsOf } from './variants.ts';

export const comparatorCheck = defineCheck({
  ...aboutSearch('.comparators'),
  title: (row: ParamCheckRow) => `${queryOf(row)} honours gt, ge, lt and le on ${row.param.name}`,
  failureTitle: (row) => `${queryOf(row)} does not honour every comparator on ${row.param.name}`,
  remedy: (row) =>
    `Compare ${row.param.name} by the prefix sent, each side taken as the range its precision covers (FHIR R4, 3.1.1.4.7).`,
  needs: (row: ParamCheckRow) => ({
    done: formsProbe(row, 'comparators', comparatorsOf(row.param), (form) => bounded(row, form)),
  }),
  judge: ({ done }, row) =>
    judgeSearches(done, row.context, (search) => [
      ...criteriaFindings(search.done, row.rows, baseOf(row)),
      ...sourceMissing(search),
    ]),
});

/** The search by one bound of a resource, which it is bound to find. */
const bounded = ({ param }: ParamCheckRow, form: Form): Omit<SearchVariant, 'name'> => ({
  once: true,
  params: ({ params, source }) => {
    const bound = form === 'system|value' ? undefined : boundFor(param, source.resource, form);
    if (bound === undefined) return [];
    return [params.map(([name, value]) => [name, name === param.name ? bound : value] as const)];
  },
});
