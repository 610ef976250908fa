import { defineCheck, judged, omit, unjudged } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { defineProbe, type Probe } from '../../core/probe.ts';
import { isObject } from '../../fhir/json.ts';
import { referenceKey } from '../../fhir/search/match.ts';
import { valuesAt } from '../../fhir/search/values.ts';
import { CITATION } from '../citations.ts';
import { aboutProfile, type ProfileCheckRow, typeOf } from './about-profile.ts';
import { type Found, nameOf } from './bundle.ts';
import { type ProfileContext, reachProbe } from './profile-context.ts';
import { seedProbe } from './seed.probe.ts';
import { answerFindings } from './judge-search.ts';
import { search, type SearchDone } from './search-run.ts';

interface IncludeEvidence {
  /** Absent when no resource refers to a Medication outside itself. */
  readonly done?: SearchDone;
}

const medicationReference = ({ resource }: Found): string | undefined => {
  const [value] = valuesAt(resource, 'medicationReference');
  const reference = isObject(value) ? value['reference'] : undefined;
  return typeof reference === 'string' && !reference.startsWith('#') ? reference : undefined;
};

/** A seed search whose matches refer to Medications, again with these included. */
const includeProbe = (context: ProfileContext): Probe<IncludeEvidence> => {
  const { profile, config } = context;
  return defineProbe({
    id: `include-medication(${profile.id})`,
    needs: { seed: seedProbe(context), reach: reachProbe(context) },
    gather: async (io, { seed, reach }) => {
      const referring = seed.searches.find(({ done }) =>
        done.entries.some((entry) => medicationReference(entry) !== undefined),
      );
      if (referring === undefined) return {};
      const target = { base: config.target.fhirBaseUrl, context: reach.access.context };
      const include = ['_include', `${profile.type}:medication`] as const;
      return {
        done: await search(io, target, profile.type, [...referring.done.params, include]),
      };
    },
  });
};

function includeFindings(done: SearchDone, base: string): readonly Finding[] {
  const wanted = new Set(
    done.entries
      .flatMap((entry) => medicationReference(entry) ?? [])
      .map((reference) => referenceKey(reference, base, ['Medication'])),
  );
  const brought = done.entries.filter(({ resource }) => resource.resourceType === 'Medication');
  if (wanted.size === 0) {
    return [
      differs('Bundle.entry', {
        expected: 'the matches that the same search finds without _include',
        received: 'none that refers to a Medication',
        exchange: done.first.index,
      }),
    ];
  }
  if (brought.length === 0) {
    return [
      differs('Bundle.entry', {
        expected: `the Medications that matches refer to, such as ${[...wanted][0]}`,
        received: 'no Medication',
        exchange: done.first.index,
      }),
    ];
  }
  // Servers behind a proxy may write references with another base than the one they are asked at.
  const isWanted = (name: string): boolean =>
    [...wanted].some((reference) => reference === name || reference.endsWith(`/${name}`));
  return brought
    .filter(({ resource }) => !isWanted(nameOf(resource)))
    .map(({ resource, exchange }) =>
      differs('Bundle.entry.resource', {
        expected: 'only Medications that a match refers to',
        received: nameOf(resource),
        resource: nameOf(resource),
        exchange,
      }),
    );
}

export const includeMedicationCheck = defineCheck({
  ...aboutProfile('search.include-medication', 'SHALL', CITATION.searchSingle),
  title: (row: ProfileCheckRow) =>
    `${typeOf(row)} search with _include=${typeOf(row)}:medication brings the Medications`,
  failureTitle: (row) =>
    `${typeOf(row)} search with _include=${typeOf(row)}:medication does not bring the Medications`,
  remedy: (row) =>
    `Support _include=${typeOf(row)}:medication wherever medicationReference points outside the resource (US Core, Medication List).`,
  needs: ({ context }: ProfileCheckRow) => ({ included: includeProbe(context) }),
  judge: ({ included: { done } }, row) => {
    if (done === undefined) return omit('No resource found refers to a Medication outside itself.');
    if (!isAnswered(done.first)) {
      return unjudged(done.first.noAnswer.detail, done.first.index);
    }
    const answers = answerFindings(done);
    if (answers.length > 0) return judged(answers);
    return judged(includeFindings(done, row.context.config.target.fhirBaseUrl));
  },
});
