import { bundleText, entryText, outcomeEntry, type BundleLink, type Render } from './bundle.ts';
import type { Breakage } from './faults.ts';
import { formOf, isForm, type Incoming, type Reply } from './http.ts';
import { outcomeOf, refusal } from './outcome.ts';
import { permits, permitsType, type Grant } from './oauth/scopes.ts';
import { BadQuery, parseQuery, type Query } from './query.ts';
import { findMatches, included, provenanceOf } from './search.ts';
import { typeRows, type TypeRow } from './search-parameters.ts';
import { brokenQuery, brokenMatches, foreignTo, refusedForStatus } from './search-faults.ts';
import type { Store, Stored } from './store.ts';

export interface SearchContext {
  readonly store: Store;
  readonly breakage: Breakage;
  readonly pageSize: number;
  /** Always puts a remark of its own into the answer; a variation that no client may mind. */
  readonly remarks: boolean;
  readonly render: Render;
}

/** More than this is never given on one page, whatever `_count` asks for. */
const LARGEST_PAGE = 1000;

/** Searches one resource type, by GET or by POST to `_search`. */
export function search(
  context: SearchContext,
  incoming: Incoming,
  type: string,
  grant: Grant,
): Reply {
  const { breakage } = context;
  const row = typeRows.get(type);
  if (row === undefined) return refusal(404, 'not-supported', `There is no type "${type}" here.`);
  if (!permitsType(grant, type, 's'))
    return refusal(
      breakage.broken('error-400-for-insufficient-scope') ? 400 : 403,
      'forbidden',
      `The token's scopes do not allow to search ${type}.`,
    );
  if (breakage.broken(`access-refused:${type}`))
    return refusal(403, 'forbidden', `The token's scopes do not allow to search ${type}.`);
  if (incoming.method === 'POST') {
    if (!isForm(incoming))
      return refusal(415, 'not-supported', 'A POST search is form encoded.', {});
    if (breakage.broken(`search-post-unsupported:${type}`))
      return refusal(405, 'not-supported', 'Search by GET only.');
  }
  const asked = askedParameters(incoming, row, breakage);
  if (asked === undefined) return refusal(410, 'expired', 'This page is no longer there.');
  try {
    const refused = refusedForStatus(row, asked.parameters, breakage);
    if (refused !== undefined) return refused;
    const parsed = parseQuery(row, asked.parameters, incoming.urls.fhir);
    if (parsed.ignored.length > 0 && wantsStrict(incoming)) return notUnderstood(parsed.ignored);
    const query = brokenQuery(row, { ...parsed, offset: asked.offset }, breakage);
    return answer(context, incoming, row, query, grant);
  } catch (cause) {
    if (!(cause instanceof BadQuery)) throw cause;
    if (breakage.broken('error-500-for-invalid-parameter'))
      return refusal(500, 'exception', 'Something went wrong.');
    if (breakage.broken('error-200-for-invalid-parameter'))
      return bundleReply(bundleText(0, [], [], breakage));
    return refusal(400, 'invalid', cause.message);
  }
}

const wantsStrict = (incoming: Incoming): boolean =>
  /handling\s*=\s*"?strict/i.test(incoming.header('prefer') ?? '');

const notUnderstood = (names: readonly string[]): Reply =>
  refusal(400, 'not-supported', `Not understood: ${names.map((name) => `"${name}"`).join(', ')}.`);

type Parameters = readonly (readonly [string, string])[];

interface Asked {
  readonly parameters: Parameters;
  readonly offset: number;
}

function askedParameters(
  incoming: Incoming,
  { type }: TypeRow,
  { broken }: Breakage,
): Asked | undefined {
  const page = incoming.query.get('_page');
  if (page !== null) return readPage(page);
  const emptied = incoming.method === 'POST' && broken(`search-post-body-ignored:${type}`);
  const form = incoming.method === 'POST' && !emptied ? [...formOf(incoming)] : [];
  return { parameters: [...incoming.query, ...form], offset: 0 };
}

const pageToken = (asked: Asked): string =>
  Buffer.from(JSON.stringify([asked.offset, asked.parameters])).toString('base64url');

function readPage(token: string): Asked | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (!Array.isArray(read) || typeof read[0] !== 'number' || !Array.isArray(read[1]))
      return undefined;
    const parameters = read[1].map((pair: unknown): readonly [string, string] =>
      Array.isArray(pair) ? [String(pair[0]), String(pair[1])] : ['', ''],
    );
    return { offset: read[0], parameters };
  } catch {
    // What a client made up itself is no page of ours.
    return undefined;
  }
}

function answer(
  context: SearchContext,
  incoming: Incoming,
  row: TypeRow,
  query: Query,
  grant: Grant,
): Reply {
  const { store, breakage, render } = context;
  const { urls } = incoming;
  const visible = findMatches(store, row.type, query).filter((match) => permits(grant, match, 's'));
  const matches = brokenMatches(store, row, query, visible, grant, breakage);
  const size = Math.min(query.count ?? context.pageSize, LARGEST_PAGE);
  const shown = size === 0 ? [] : matches.slice(query.offset, query.offset + size);
  const links = linksOf(incoming, row, query, matches.length, size, breakage);
  const others = [
    ...(breakage.broken(`include-ignored:${row.type}`) ? [] : included(store, query, shown)),
    ...(breakage.broken(`revinclude-ignored:${row.type}`) ? [] : provenanceOf(store, query, shown)),
  ].filter((other) => permits(grant, other, 'r') && !shown.includes(other));
  const leaked = leaksOf(context, row.type, query, grant);
  const entry = (stored: Stored, mode: 'match' | 'include'): string =>
    entryText(stored, mode, urls, render, breakage);
  const entries = [
    ...shown.map((match) => entry(match, 'match')),
    ...others.map((other) => entry(other, 'include')),
    ...leaked.map(([stored, mode]) => entry(stored, mode)),
    ...remarks(context, query),
  ];
  return bundleReply(bundleText(matches.length, links, entries, breakage));
}

/** What a server that mixes patients up adds to an answer. */
function leaksOf(
  { store, breakage: { broken, none } }: SearchContext,
  type: string,
  { include, revinclude, offset }: Query,
  grant: Grant,
): readonly (readonly [Stored, 'match' | 'include'])[] {
  if (none) return [];
  const including = include.length > 0 || revinclude.length > 0;
  const patient =
    including && broken('include-brings-foreign-patient')
      ? foreignTo(store, 'Patient', grant)
      : undefined;
  const match =
    offset > 0 && broken('second-page-leaks') ? foreignTo(store, type, grant) : undefined;
  return [
    ...(patient === undefined ? [] : [[patient, 'include'] as const]),
    ...(match === undefined ? [] : [[match, 'match'] as const]),
  ];
}

const bundleReply = (body: string): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/fhir+json', 'Cache-Control': 'no-store' },
  body,
});

function remarks({ remarks: always }: SearchContext, { ignored, offset }: Query): string[] {
  const texts = [
    ...(ignored.length > 0 && offset === 0
      ? [`Not understood and left out: ${ignored.map((name) => `"${name}"`).join(', ')}.`]
      : []),
    ...(always ? ['Results are limited to what the token allows.'] : []),
  ];
  return texts.map((text) => outcomeEntry(outcomeOf('informational', text, 'warning')));
}

function linksOf(
  { urls }: Incoming,
  { type }: TypeRow,
  query: Query,
  total: number,
  size: number,
  { broken }: Breakage,
): readonly BundleLink[] {
  const applied = new URLSearchParams(
    query.applied.map(([name, value]): [string, string] => [name, value]),
  );
  const base = `${urls.fhir}/${type}`;
  const at = (offset: number): string =>
    `${base}?_page=${pageToken({ offset, parameters: query.applied })}`;
  const self = query.offset > 0 ? at(query.offset) : `${base}?${applied.toString()}`;
  const next = query.offset + size;
  const hasNext = size > 0 && next < total && !broken('bundle-no-next-link');
  const nextUrl = broken('bundle-next-link-loops')
    ? at(query.offset)
    : broken('bundle-next-link-dead')
      ? `${base}?_page=gone`
      : at(next);
  return [
    ...(broken('bundle-no-self-link') ? [] : [{ relation: 'self', url: self }]),
    ...(hasNext ? [{ relation: 'next', url: nextUrl }] : []),
  ];
}
