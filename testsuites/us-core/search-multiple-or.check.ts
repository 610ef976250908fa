import { defineCheck } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { Probe } from '../../core/probe.ts';
import { escaped } from '../../fhir/search/choose.ts';
import { codesOf, elementsFor, matchesForCertain } from '../../fhir/search/match.ts';
import { nameOf } from './bundle.ts';
import type { PatientSearch } from './seed.probe.ts';
import { type SearchEvidence, searchProbe } from './search.probe.ts';
import { criteriaFindings, judgeSearches, spelt } from './judge-search.ts';
import { aboutSearch, baseOf, gatheredFor, queryOf, type SearchCheckRow } from './search-row.ts';

export const multipleOrCheck = defineCheck({
  ...aboutSearch('.multiple-or', (row) =>
    row.param?.multipleOr === 'SHALL' && row.search.expectation === 'SHALL' ? 'SHALL' : 'SHOULD',
  ),
  title: (row: SearchCheckRow) => `${queryOf(row)} takes several ${row.param?.name} values at once`,
  failureTitle: (row) =>
    `${queryOf(row)} loses matches when several ${row.param?.name} values are sent`,
  remedy: (row) => `Treat commas in ${row.param?.name} as "any of these" (FHIR R4, 3.1.1.4.3).`,
  needs: (row: SearchCheckRow) => ({ done: multipleOrProbe(row) }),
  judge: ({ done }, row) =>
    judgeSearches(done, row.context, (search) => [
      ...criteriaFindings(search.done, row.rows, baseOf(row)),
      ...valuesMissing(done, search, row),
    ]),
});

/** Every value seen earlier for the patient must still be there when all are asked for. */
function valuesMissing(
  evidence: SearchEvidence,
  search: PatientSearch,
  row: SearchCheckRow,
): readonly Finding[] {
  const { param } = row;
  if (param === undefined || search.done.cutShort !== undefined) return [];
  const ids = new Set(search.done.entries.map(({ resource }) => nameOf(resource)));
  const lost = gatheredFor(evidence, search).filter(
    ({ resource }) =>
      !ids.has(nameOf(resource)) &&
      search.done.params.every(([name, value]) => {
        // A status that the server insisted on has no row here: nothing is certain then.
        const asked = row.rows.find((candidate) => candidate.name === name);
        return asked !== undefined && matchesForCertain(asked, value, resource, baseOf(row));
      }),
  );
  return lost.slice(0, 5).map(({ resource }) =>
    differs('Bundle.entry', {
      expected: `${nameOf(resource)}, whose ${param.name} is among the values of ${spelt(search.done)}`,
      received: 'an answer without it',
      resource: nameOf(resource),
      exchange: search.done.first.index,
    }),
  );
}

/** Values seen in what was gathered, all in one search, with the other values of one resource. */
const multipleOrProbe = (row: SearchCheckRow): Probe<SearchEvidence> => {
  const { context, search, param } = row;
  const codes = (context.profile.seedValues[param?.paths[0]?.path ?? ''] ?? []).map(
    ({ code }) => code,
  );
  return searchProbe(context, search, {
    name: `several values of ${param?.name}`,
    once: true,
    params: ({ params, source }) => {
      if (param === undefined) return [];
      const own = elementsFor(param, source.resource)
        .flatMap(codesOf)
        .map(({ code }) => code);
      const values = [...new Set([...own.slice(0, 1), ...codes])].slice(0, 20).map(escaped);
      return [
        params.map(
          ([name, value]) => [name, name === param.name ? values.join(',') : value] as const,
        ),
      ];
    },
  });
};
