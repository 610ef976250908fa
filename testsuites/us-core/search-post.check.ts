import { defineCheck } from '../../core/check.ts';
import { judgeRepeat } from './judge-search.ts';
import { aboutSearch, repeatedSearch, type SearchCheckRow } from './search-row.ts';

export const postCheck = defineCheck({
  ...aboutSearch('.post'),
  title: (row: SearchCheckRow) => `POST ${row.context.profile.type}/_search finds the same as GET`,
  failureTitle: (row) => `POST ${row.context.profile.type}/_search does not find the same as GET`,
  remedy: (row) =>
    `Accept POST ${row.context.profile.type}/_search with the parameters as application/x-www-form-urlencoded body and answer as to the same search by GET (FHIR R4, 3.1.1.4).`,
  needs: (row: SearchCheckRow) => ({
    done: repeatedSearch(row, 'post', 'POST'),
  }),
  judge: ({ done }, row) => judgeRepeat(done, row, 'the same search by GET'),
});
