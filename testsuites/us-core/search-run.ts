import { type AnsweredExchange, type Exchange, isAnswered } from '../../core/exchange.ts';
import type { ProbeIo } from '../../core/probe.ts';
import type { ResourceRow } from '../../fhir/pack-rows.ts';
import { entriesOf, type Found, nextLink, resourceOf } from './bundle.ts';

export type SearchParams = readonly (readonly [name: string, value: string])[];

/** One search and all of its pages. */
export interface SearchDone {
  readonly type: string;
  readonly params: SearchParams;
  /** The first page, or what came instead. */
  readonly first: Exchange;
  readonly pages: readonly AnsweredExchange[];
  readonly entries: readonly Found[];
  /** Why not all of it was read; absent when it was. */
  readonly cutShort?: string;
  /** The status that the server insisted on, when it did; `params` then has it. */
  readonly statusDemanded?: { readonly name: string; readonly refusal: AnsweredExchange };
}

/** Where to search and as whom. */
export interface SearchTarget {
  readonly base: string;
  readonly context: string;
}

/** A patient with more pages than this hides something; the limit is told in the findings. */
export const MOST_PAGES = 50;

const FHIR_JSON = { accept: 'application/fhir+json' };

export const searchUrl = (base: string, type: string, params: SearchParams): string =>
  `${base}/${type}?${inOneOrder(params).map(asQuery).join('&')}`;

const asQuery = ([name, value]: SearchParams[number]): string =>
  `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed()).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%7C', '|')}`;

/** By name, whoever asks: what two checks ask for is then seen to be the same, and asked once. */
const inOneOrder = (params: SearchParams): SearchParams =>
  params.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));

async function readPages(
  io: ProbeIo,
  { base, context }: SearchTarget,
  type: string,
  first: Exchange,
): Promise<Pick<SearchDone, 'pages' | 'entries' | 'cutShort'>> {
  const pages: AnsweredExchange[] = [];
  const seen = new Set<string>();
  let page = first;
  let cutShort: string | undefined;
  while (isAnswered(page)) {
    pages.push(page);
    const link = page.response.status === 200 ? nextLink(page) : undefined;
    if (link === undefined) break;
    // [type]/_search is no place of its own: what follows a POST is relative to the search by GET.
    const from = page.request.method === 'POST' ? `${base}/${type}` : page.request.url;
    const url = URL.canParse(link, from) ? new URL(link, from).href : '';
    if (url === '' || seen.has(url)) {
      cutShort =
        url === '' ? `the next link "${link}" is no URL` : 'the next link leads in a circle';
      break;
    }
    if (pages.length >= MOST_PAGES) {
      cutShort = `only the first ${MOST_PAGES} pages were read`;
      break;
    }
    seen.add(url);
    page = await io.ask({ url, headers: FHIR_JSON, context });
  }
  if (!isAnswered(page) && page !== first) cutShort = page.noAnswer.detail;
  const entries = pages.filter(({ response }) => response.status === 200).flatMap(entriesOf);
  return { pages, entries, ...(cutShort === undefined ? {} : { cutShort }) };
}

/** Searches and follows next links to the end. */
export async function search(
  io: ProbeIo,
  target: SearchTarget,
  type: string,
  params: SearchParams,
  method: 'GET' | 'POST' = 'GET',
): Promise<SearchDone> {
  const { base, context } = target;
  const first = await io.ask(
    method === 'GET'
      ? { url: searchUrl(base, type, params), headers: FHIR_JSON, context }
      : { url: `${base}/${type}/_search`, headers: FHIR_JSON, context, form: params },
  );
  return { type, params, first, ...(await readPages(io, target, type, first)) };
}

const STATUS_NAMES = ['status', 'clinical-status', 'lifecycle-status'];

/**
 * The status parameter that a server may insist on for searches of this type (US Core, Search for
 * Servers Requiring Status), with the codes to ask for.
 */
export function statusParameter(
  resource: ResourceRow,
  codes: (path: string) => readonly string[],
): { name: string; values: readonly string[] } | undefined {
  const param = resource.searchParams.find(({ name }) => STATUS_NAMES.includes(name));
  if (param === undefined) return undefined;
  const values = param.paths.flatMap(({ path }) => codes(path));
  if (values.length === 0) return undefined;
  return {
    name: param.name,
    values: param.multipleOr === 'SHALL' ? [values.join(',')] : values,
  };
}

const isOperationOutcome = (exchange: Exchange): exchange is AnsweredExchange =>
  isAnswered(exchange) && resourceOf(exchange, 'OperationOutcome') !== undefined;

/** Whether a refusal may be about a missing status: only 400 with an OperationOutcome is. */
export const demandsStatus = (exchange: Exchange): exchange is AnsweredExchange =>
  isOperationOutcome(exchange) && exchange.response.status === 400;

/** Searches; where the server insists on a status, with the first status that finds something. */
export async function searchWithStatus(
  io: ProbeIo,
  target: SearchTarget,
  type: string,
  params: SearchParams,
  status: { name: string; values: readonly string[] } | undefined,
  method: 'GET' | 'POST' = 'GET',
): Promise<SearchDone> {
  const plain = await search(io, target, type, params, method);
  const has = params.some(([name]) => STATUS_NAMES.includes(name));
  if (!demandsStatus(plain.first) || has || status === undefined) return plain;
  const statusDemanded = { name: status.name, refusal: plain.first };
  const refusedAlike = alike(plain.first);
  let last: SearchDone = plain;
  for (const value of status.values) {
    const done = await search(io, target, type, [...params, [status.name, value]], method);
    if (refusedAlike(done.first)) return plain;
    // A code that the server does not know tells nothing of the search.
    if (isRefused(done.first)) continue;
    last = { ...done, statusDemanded };
    if (done.entries.some(({ resource }) => resource.resourceType === type)) return last;
  }
  return last;
}

const isRefused = (exchange: Exchange): boolean =>
  isAnswered(exchange) && exchange.response.status === 400;

/** What a refusal says, in the words of its first issue. */
function wordsOf(exchange: Exchange): string | undefined {
  const issues = isOperationOutcome(exchange)
    ? resourceOf(exchange, 'OperationOutcome')?.['issue']
    : undefined;
  return Array.isArray(issues) ? JSON.stringify(issues[0]) : undefined;
}

/**
 * Whether a second search with a status was refused in the very words of the one without: then the
 * refusal is about something else, and it is not asked for again and again.
 */
function alike(plain: Exchange): (again: Exchange) => boolean {
  const words = wordsOf(plain);
  let times = 0;
  return (again) => {
    if (words !== undefined && isRefused(again) && wordsOf(again) === words) times += 1;
    return times > 1;
  };
}

/**
 * Searches; where the server insists on a status, with every status, so that what has another than
 * the first that finds something is not overlooked.
 */
export async function searchEveryStatus(
  io: ProbeIo,
  target: SearchTarget,
  type: string,
  params: SearchParams,
  status: { name: string; values: readonly string[] } | undefined,
): Promise<readonly SearchDone[]> {
  const plain = await search(io, target, type, params);
  const has = params.some(([name]) => STATUS_NAMES.includes(name));
  if (!demandsStatus(plain.first) || has || status === undefined) return [plain];
  const statusDemanded = { name: status.name, refusal: plain.first };
  const refusedAlike = alike(plain.first);
  const done: SearchDone[] = [];
  for (const value of status.values) {
    const one = await search(io, target, type, [...params, [status.name, value]]);
    if (refusedAlike(one.first)) return [plain];
    done.push({ ...one, statusDemanded });
  }
  // A server need not know every code that FHIR has; that it answers for none is told.
  const known = done.filter(({ first }) => isAnswered(first) && first.response.status === 200);
  return known.length > 0 ? known : [plain];
}

/**
 * An entry of the type searched for. One labelled `include` counts too: no search here includes its
 * own type, so the label is wrong, and the Bundle check says so.
 */
export const isMatch = (found: Found, type: string): boolean =>
  found.resource.resourceType === type && found.mode !== 'outcome';
