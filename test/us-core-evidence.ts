import type { AnsweredExchange, Exchange } from '../core/exchange.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { entriesOf, type Found, type Resource } from '../testsuites/us-core/bundle.ts';
import type { ProfileContext } from '../testsuites/us-core/profile-context.ts';
import type { SearchDone, SearchParams } from '../testsuites/us-core/search-run.ts';
import { answered, answeredFhir, EVIDENCE_AT } from './evidence.ts';
import { FAKE_BASE, fakeConfig } from './fake-ehr.ts';

/** A profile of a US Core version as checks are planned for it. */
export function profileContext(id: string, usCore = '6.1.0'): ProfileContext {
  const pack = packRows(usCore);
  const profile = pack.profiles.find((row) => row.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return { config: fakeConfig(), pack, profile };
}

/** A request that got no answer. */
export function unanswered(): Exchange {
  const { response: _response, ...exchange } = answered(200);
  return {
    ...exchange,
    at: EVIDENCE_AT,
    noAnswer: { reason: 'timeout', detail: 'no answer in time' },
  };
}

/** A resource as found, by exchange 3. */
export const found = (resource: Resource, mode?: string): Found => ({
  resource,
  exchange: 3,
  ...(mode === undefined ? {} : { mode }),
});

/** An entry as a conformant server sends it. */
export const entry = (resource: Resource, mode = 'match'): object => ({
  fullUrl: `${FAKE_BASE}/${resource.resourceType}/${resource.id}`,
  resource,
  search: { mode },
});

/** A searchset of these resources; one without any has no `entry` at all. */
export const searchset = (resources: readonly Resource[], change: object = {}): object => ({
  resourceType: 'Bundle',
  type: 'searchset',
  link: [{ relation: 'self', url: `${FAKE_BASE}/X` }],
  ...(resources.length === 0 ? {} : { entry: resources.map((resource) => entry(resource)) }),
  ...change,
});

/** A search that was answered so, on one page or several. */
export const doneWith = (
  type: string,
  params: SearchParams,
  ...pages: readonly AnsweredExchange[]
): SearchDone => {
  const [first = answeredFhir(200, searchset([]))] = pages;
  return { type, params, first, pages, entries: pages.flatMap(entriesOf) };
};

/** A search that found these resources. */
export const finding = (
  type: string,
  params: SearchParams,
  ...resources: readonly Resource[]
): SearchDone => doneWith(type, params, answeredFhir(200, searchset(resources)));

/** A search that got no answer. */
export const lost = (type: string, params: SearchParams): SearchDone => ({
  type,
  params,
  first: unanswered(),
  pages: [],
  entries: [],
});
