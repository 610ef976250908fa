import { defineCheck } from '../../core/check.ts';
import { judgeRepeat } from './judge-search.ts';
import { aboutSearch, repeatedSearch, type SearchCheckRow } from './search-row.ts';

export const typedReferenceCheck = defineCheck({
  ...aboutSearch('.patient-typed-reference'),
  title: (row: SearchCheckRow) =>
    `${row.context.profile.type} search takes patient=Patient/[id] like patient=[id]`,
  failureTitle: (row) =>
    `${row.context.profile.type} search treats patient=Patient/[id] unlike patient=[id]`,
  remedy: 'Accept a reference parameter with and without its resource type (FHIR R4, 3.1.1.4.13).',
  needs: (row: SearchCheckRow) => ({
    done: repeatedSearch(row, 'typed reference', 'GET', (params) =>
      params.map(
        ([name, value]) => [name, name === 'patient' ? `Patient/${value}` : value] as const,
      ),
    ),
  }),
  judge: ({ done }, row) => judgeRepeat(done, row, 'patient=[id]'),
});
