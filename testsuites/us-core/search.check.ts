import { defineCheck, judged, skip } from '../../core/check.ts';
import { isError } from '../../core/finding.ts';
import { counterProbe } from './counter.probe.ts';
import { isSeed } from './profile-context.ts';
import { completenessFindings, criteriaFindings, judgeSearches } from './judge-search.ts';
import {
  aboutSearch,
  baseOf,
  foundNothing,
  gatheredFor,
  queryOf,
  type SearchCheckRow,
  searchEvidence,
} from './search-row.ts';

export const searchCheck = defineCheck({
  ...aboutSearch(''),
  title: (row: SearchCheckRow) =>
    `${queryOf(row)} returns what matches, all of it and nothing else`,
  failureTitle: (row) => `${queryOf(row)} does not return just what matches`,
  remedy: (row) =>
    `Answer GET ${queryOf(row)} with HTTP 200 and a searchset Bundle that holds every matching ${row.context.profile.type} the token may see, and no other; page with next links where there are many.`,
  needs: (row: SearchCheckRow) => ({ done: searchEvidence(row), counter: counterProbe(row) }),
  judge: ({ done, counter }, row) => {
    const judgement = judgeSearches(done, row.context, (search) => [
      ...criteriaFindings(search.done, row.rows, baseOf(row)),
      ...(search.source === undefined
        ? []
        : completenessFindings(search.done, row.rows, gatheredFor(done, search), baseOf(row))),
    ]);
    if (judgement.kind === 'judged') {
      const ignored = counter.searches.flatMap((search) =>
        criteriaFindings(search.done, row.rows, baseOf(row)),
      );
      if (ignored.length > 0) return judged([...judgement.findings, ...ignored]);
    }
    const failed = judgement.kind !== 'judged' || judgement.findings.some(isError);
    if (failed || !isSeed(row.context, row.search) || !foundNothing(done)) return judgement;
    return skip(`No ${row.context.profile.type} was found for any patient; load at least one.`);
  },
});
