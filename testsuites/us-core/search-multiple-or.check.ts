import { defineCheck } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { Probe } from '../../core/probe.ts';
import type { ProfileRow } from '../../fhir/pack-rows.ts';
import { escaped, valueFor } from '../../fhir/search/choose.ts';
import { matchesForCertain } from '../../fhir/search/match.ts';
import { amendmentsOf } from '../must-support/amendments.ts';
import { nameOf } from './bundle.ts';
import type { PatientSearch } from './seed.probe.ts';
import { type SearchEvidence, searchProbe } from './search.probe.ts';
import { criteriaFindings, judgeSearches, spelt } from './judge-search.ts';
import { aboutSearch, baseOf, gatheredFor, queryOf, type SearchCheckRow } from './search-row.ts';
import { hasSystem } from './variants.ts';

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

/** Where no second code is known at all: the first must be found beside one that nothing has. */
const NOTHING = 'Assay-no-such-value';

/** More would not show more, and addresses have an end. */
const MOST_VALUES = 20;

/** A profile with more codes than these is not told from others by its code. */
const FEW_CODES = 2;

const isTelling = ({ length }: readonly string[]): boolean => length <= FEW_CODES;

const isOpenEnded = ([name, value]: readonly [string, string]): boolean =>
  name !== 'code' && /^[gl][te]\d{4}/.test(value);

/**
 * Values seen in what was gathered, all in one search, with the other values of one resource. Of an
 * element's codings one is taken, by the rule of all searches: local ones may be mapped away.
 */
const multipleOrProbe = (row: SearchCheckRow): Probe<SearchEvidence> => {
  const { context, search, param } = row;
  const path = param?.paths[0]?.path ?? '';
  const codesOf = ({ seedValues }: ProfileRow): readonly string[] =>
    (seedValues[path] ?? []).map(({ code }) => escaped(code));
  const codes = codesOf(context.profile);
  // A code of another profile of the type is one that every server can be expected to know.
  const ofType = context.pack.profiles.filter(({ type }) => type === context.profile.type);
  const others = ofType.flatMap(codesOf);
  // Where profiles differ by a code, all of them ask for all of these, with one request.
  // First is, if there is one, a code that certification asks nobody for: hardly anything is found
  // by it, so that a server which takes the first alone finds nothing.
  const isAdviceOnly = (profile: ProfileRow): boolean =>
    amendmentsOf(context.pack.version, profile).some(({ adviceOnly }) => adviceOnly === true);
  const first = ofType.filter(isAdviceOnly).map(codesOf);
  const telling = ofType.map(codesOf).filter(isTelling);
  const shared = [
    ...new Set([...first.filter(isTelling).flat(), ...telling.flat().toSorted()]),
  ].slice(0, MOST_VALUES);
  const isShared = (value: string): boolean =>
    isTelling(codes) && shared.length > 1 && shared.includes(value);
  return searchProbe(context, search, {
    name: `several values of ${param?.name}`,
    once: true,
    params: ({ params }, _patient, gathered) => {
      if (param === undefined) return [];
      const seen = gathered.flatMap(({ resource }) => valueFor(param, resource) ?? []);
      return [
        params.map(([name, value]) => {
          if (name !== param.name) return [name, value] as const;
          // From one day on nobody else asks, and much is found.
          if (hasSystem(param) && isShared(value) && !params.some(isOpenEnded)) {
            const list = shared[0] === value ? shared.toReversed() : shared;
            return [name, list.join(',')] as const;
          }
          const values = [...new Set([value, ...codes, ...seen])].slice(0, MOST_VALUES);
          const beside =
            values[1] ??
            (hasSystem(param) ? (others.find((other) => other !== value) ?? NOTHING) : undefined);
          // Not first, so that a server which takes the first alone does not find by it.
          const several = new Set([...(beside === undefined ? [] : [beside]), ...values]);
          return [name, [...several].join(',')] as const;
        }),
      ];
    },
  });
};
