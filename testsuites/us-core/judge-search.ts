import { isAnswered } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import { type Judgement, judged, skip, unjudged } from '../../core/check.ts';
import type { SearchParamRow } from '../../fhir/pack-rows.ts';
import { isObject } from '../../fhir/json.ts';
import { elementsFor, matches, matchesForCertain } from '../../fhir/search/match.ts';
import { type Found, nameOf, parsedBody, wrongAnswer } from './bundle.ts';
import { nothingGathered, type SearchEvidence } from './search.probe.ts';
import type { PatientSearch } from './seed.probe.ts';
import type { ProfileContext } from './profile-context.ts';
import { isMatch, type SearchDone } from './search-run.ts';

/** The query as people write it: `patient=85&clinical-status=active`. */
export const spelt = ({ params }: SearchDone): string =>
  params.map(([name, value]) => `${name}=${value}`).join('&');

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === undefined ? 'nothing' : text;
};

/** What a server says in an OperationOutcome, for the finding about a refusal. */
function diagnosis(done: SearchDone): string {
  if (!isAnswered(done.first)) return '';
  const body = parsedBody(done.first);
  const issues = isObject(body) && Array.isArray(body['issue']) ? body['issue'] : [];
  const first = issues.find(isObject);
  const details = isObject(first?.['details']) ? first['details']['text'] : undefined;
  const said = first?.['diagnostics'] ?? details;
  return typeof said === 'string' ? ` The server says: "${said}".` : '';
}

/** Each page must be HTTP 200 with a searchset Bundle. */
export function answerFindings(done: SearchDone): readonly Finding[] {
  const findings = done.pages.flatMap((page) => {
    const wrong = wrongAnswer(page, 'Bundle');
    if (wrong !== undefined) {
      return [
        { ...wrong, message: `${done.type}?${spelt(done)}: ${wrong.message}${diagnosis(done)}` },
      ];
    }
    const body = parsedBody(page);
    const type = isObject(body) ? body['type'] : undefined;
    return type === 'searchset'
      ? []
      : [
          differs('Bundle.type', {
            expected: '"searchset"',
            received: shown(type),
            exchange: page.index,
          }),
        ];
  });
  if (done.cutShort === undefined) return findings;
  const warning: Finding = {
    severity: 'warning',
    message: `${done.type}?${spelt(done)} was not read to its end: ${done.cutShort}.`,
    exchange: done.pages.at(-1)?.index ?? done.first.index,
  };
  return [...findings, warning];
}

/** Every match satisfies every parameter that was sent. */
export function criteriaFindings(
  done: SearchDone,
  rows: readonly SearchParamRow[],
  base: string,
): readonly Finding[] {
  return done.entries
    .filter((entry) => isMatch(entry, done.type))
    .flatMap((entry) =>
      done.params.flatMap(([name, value]) => {
        const row = rows.find((candidate) => candidate.name === name);
        if (row === undefined || matches(row, value, entry.resource, base)) return [];
        const elements = elementsFor(row, entry.resource);
        const received = elements.length === 0 ? 'no such element' : elements.map(shown).join(', ');
        return [
          differs(expressionOf(row, done.type), {
            expected: `a match for ${name}=${value}`,
            received,
            resource: nameOf(entry.resource),
            exchange: entry.exchange,
          }),
        ];
      }),
    );
}

const expressionOf = (row: SearchParamRow, type: string): string =>
  row.paths.length === 0
    ? `${type}.id`
    : row.paths.map(({ path }) => `${type}.${path}`).join(' | ');

const idsOf = (entries: readonly Found[], type: string): ReadonlySet<string> =>
  new Set(entries.filter((entry) => isMatch(entry, type)).map(({ resource }) => nameOf(resource)));

/** Gathered resources that certainly satisfy the search are all in its answer. */
export function completenessFindings(
  done: SearchDone,
  rows: readonly SearchParamRow[],
  gathered: readonly Found[],
  base: string,
): readonly Finding[] {
  if (done.cutShort !== undefined) return [];
  const ids = idsOf(done.entries, done.type);
  const missing = gathered.filter(
    ({ resource }) =>
      !ids.has(nameOf(resource)) &&
      done.params.every(([name, value]) => {
        const row = rows.find((candidate) => candidate.name === name);
        return row !== undefined && matchesForCertain(row, value, resource, base);
      }),
  );
  return missing.map(({ resource, exchange }) =>
    differs('Bundle.entry', {
      expected: `${nameOf(resource)}, which matches ${spelt(done)} and was returned in exchange ${exchange}`,
      received: `${ids.size} matches without it`,
      resource: nameOf(resource),
      exchange: done.first.index,
    }),
  );
}

/** What another search for the same found and this one did not, and the other way round. */
export function differenceFindings(
  done: SearchDone,
  reference: SearchDone,
  how: string,
): readonly Finding[] {
  if (done.cutShort !== undefined || reference.cutShort !== undefined) return [];
  const found = idsOf(done.entries, done.type);
  const expected = idsOf(reference.entries, done.type);
  const lost = [...expected].filter((id) => !found.has(id));
  const extra = [...found].filter((id) => !expected.has(id));
  const few = (ids: readonly string[]): string =>
    `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`;
  return [
    ...(lost.length === 0
      ? []
      : [
          differs('Bundle.entry', {
            expected: `${few(lost)}, as ${how}`,
            received: `${found.size} matches without`,
            exchange: done.first.index,
          }),
        ]),
    ...(extra.length === 0
      ? []
      : [
          differs('Bundle.entry', {
            expected: `only what ${how} returns`,
            received: `${few(extra)} as well`,
            exchange: done.first.index,
          }),
        ]),
  ];
}

/** Whether a search came back as one that can be compared: HTTP 200 with a Bundle. */
const succeeded = (done: SearchDone): boolean =>
  done.pages.length > 0 && done.pages.every((page) => wrongAnswer(page, 'Bundle') === undefined);

export type JudgeOne = (search: PatientSearch) => readonly Finding[];

/**
 * Judges every search of the evidence by `judgeOne`. No search at all is a skip that says what is
 * missing; one that was not answered is ours or the network's.
 */
export function judgeSearches(
  evidence: SearchEvidence,
  { profile }: ProfileContext,
  judgeOne: JudgeOne,
): Judgement {
  if (evidence.searches.length === 0) {
    const reason = nothingGathered(evidence, profile.type);
    const found = [...evidence.seed.gathered.values()].flat();
    return skip(reason, undefined, found.length === 0 ? reason : undefined);
  }
  const lost = evidence.searches.find(({ done }) => !isAnswered(done.first));
  if (lost !== undefined && !isAnswered(lost.done.first)) {
    return unjudged(lost.done.first.noAnswer.detail, lost.done.first.index);
  }
  const findings = evidence.searches.flatMap((search) => {
    const answers = answerFindings(search.done);
    return succeeded(search.done) ? [...answers, ...judgeOne(search)] : answers;
  });
  const count = evidence.searches.reduce(
    (sum, { done }) => sum + idsOf(done.entries, done.type).size,
    0,
  );
  const queries = evidence.searches.length;
  return judged(
    findings,
    `${count} matches in ${queries} ${queries === 1 ? 'search' : 'searches'}`,
  );
}

/** A search that found nothing although values were taken from a resource that it must find. */
export function sourceMissing({ done, source }: PatientSearch): readonly Finding[] {
  if (source === undefined || done.cutShort !== undefined) return [];
  if (idsOf(done.entries, done.type).has(nameOf(source.resource))) return [];
  return [
    differs('Bundle.entry', {
      expected: `${nameOf(source.resource)}, from which the values of ${spelt(done)} were taken`,
      received: `${idsOf(done.entries, done.type).size} matches without it`,
      resource: nameOf(source.resource),
      exchange: done.first.index,
    }),
  ];
}

/** A seed search repeated in another form finds what it found before. */
export const judgeRepeat = (
  evidence: SearchEvidence,
  { context }: { readonly context: ProfileContext },
  how: string,
): Judgement =>
  judgeSearches(evidence, context, (search) => {
    const original = evidence.seed.searches.find(
      ({ patient, done }) =>
        patient === search.patient &&
        done.params.every(([name, value]) => {
          const sent = search.done.params.find(([sentName]) => sentName === name)?.[1];
          return sent === value || sent === `Patient/${value}`;
        }),
    );
    return original === undefined
      ? sourceMissing(search)
      : differenceFindings(search.done, original.done, how);
  });
