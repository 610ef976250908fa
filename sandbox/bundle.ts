import { randomUUID } from 'node:crypto';
import type { Breakage } from './faults.ts';
import type { Urls } from './http.ts';
import type { Resource } from './resource.ts';
import type { Stored } from './store.ts';

export type SearchMode = 'match' | 'include' | 'outcome';

export interface BundleLink {
  readonly relation: string;
  readonly url: string;
}

/** What a resource looks like on its way out; where nothing is changed, its own text. */
export type Render = (stored: Stored) => string;

const quoted = (text: string): string => JSON.stringify(text);

/** One entry, put together around the resource's ready text. */
export function entryText(
  stored: Stored,
  mode: SearchMode,
  urls: Urls,
  render: Render,
  { broken }: Breakage,
): string {
  const { resourceType, id } = stored.resource;
  const fullUrl = broken('bundle-relative-full-url')
    ? `${resourceType}/${id}`
    : `${urls.fhir}/${resourceType}/${id}`;
  const shown = broken('bundle-wrong-search-mode') && mode === 'match' ? 'include' : mode;
  const address = broken('bundle-no-full-url') ? '' : `"fullUrl":${quoted(fullUrl)},`;
  const search = broken('bundle-no-search-mode') ? '' : `,"search":{"mode":"${shown}"}`;
  return `{${address}"resource":${render(stored)}${search}}`;
}

/** An entry that carries a remark about the search instead of a match. */
export const outcomeEntry = (outcome: object): string =>
  `{"fullUrl":"urn:uuid:${randomUUID()}","resource":${JSON.stringify(outcome)},"search":{"mode":"outcome"}}`;

/** A searchset Bundle from entries that are text already. */
export function bundleText(
  total: number,
  links: readonly BundleLink[],
  entries: readonly string[],
  { broken }: Breakage,
): string {
  const type = broken('bundle-wrong-type') ? 'collection' : 'searchset';
  const id = randomUUID();
  const entry = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","id":"${id}","type":"${type}","total":${total},"link":${JSON.stringify(links)}${entry}}`;
}

/** The versions of one resource, newest first, as a history Bundle. */
export function historyText(
  versions: readonly Stored[],
  self: string,
  urls: Urls,
  { broken }: Breakage,
): string {
  const entry = versions.toReversed().map(({ resource, text, versionId, lastUpdated }) => {
    const reference = `${resource.resourceType}/${resource.id}`;
    const request = { method: versionId === '1' ? 'POST' : 'PUT', url: reference };
    const response = {
      status: versionId === '1' ? '201' : '200',
      etag: `W/"${versionId}${broken('history-etag-of-another-version') ? '7' : ''}"`,
      lastModified: lastUpdated,
    };
    return `{"fullUrl":${quoted(`${urls.fhir}/${reference}`)},"resource":${text},"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
  });
  const type = broken('history-wrong-bundle-type') ? 'searchset' : 'history';
  const link = JSON.stringify([{ relation: 'self', url: self }]);
  return `{"resourceType":"Bundle","id":"${randomUUID()}","type":"${type}","total":${versions.length},"link":${link},"entry":[${entry.join(',')}]}`;
}

/** A resource's JSON text with every relative reference made absolute. */
export const withAbsoluteReferences = (resource: Resource, urls: Urls): string =>
  JSON.stringify(resource, (key, value: unknown) =>
    key === 'reference' && typeof value === 'string' && /^[A-Z][A-Za-z]+\//.test(value)
      ? `${urls.fhir}/${value}`
      : value,
  );
