import { historyText, withAbsoluteReferences, type Render } from './bundle.ts';
import { capabilityStatement, type UsCoreVersion } from './capability-statement.ts';
import type { Breakage } from './faults.ts';
import { search } from './fhir-search.ts';
import { FHIR_JSON, type Incoming, type Reply } from './http.ts';
import { outcomeOf, refusal } from './outcome.ts';
import { permits, permitsType, type Grant } from './oauth/scopes.ts';
import type { TokenBook } from './oauth/token-book.ts';
import { renderWith } from './render.ts';
import type { Store, Stored } from './store.ts';

export interface FhirContext {
  readonly store: Store;
  readonly tokens: TokenBook;
  readonly breakage: Breakage;
  readonly usCore: UsCoreVersion;
  /** Matches on a page, where it is not the usual number. */
  readonly pageSize?: number;
  /** The CapabilityStatement as last sent, and the address it was made for. */
  readonly statement?: { base: string; text: string };
}

/** Answers a request below the FHIR base. */
export function answerFhir(context: FhirContext, incoming: Incoming, path: string): Reply {
  const { breakage } = context;
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD' && incoming.method !== 'POST')
    return refusal(405, 'not-supported', `${incoming.method} is not supported here.`);
  if (path === '/metadata') return metadata(context, incoming);
  const grant = grantOf(context, incoming);
  if ('status' in grant) return grant;
  const [type = '', id, action, version, ...rest] = path.slice(1).split('/');
  if (rest.length > 0 || !context.store.knows(type))
    return refusal(404, 'not-supported', `There is nothing at "${path}".`);
  const render = rendering(context, incoming);
  const searching = id === undefined || (id === '_search' && incoming.method === 'POST');
  if (searching && !(incoming.method === 'POST' && id === undefined)) {
    const pageSize = pageSizeOf(breakage, context.pageSize);
    const remarks = breakage.varies('outcome-entries');
    return search(
      { store: context.store, breakage, pageSize, remarks, render },
      incoming,
      type,
      grant,
    );
  }
  if (incoming.method === 'POST' || id === undefined)
    return refusal(405, 'not-supported', 'The sandbox is read only.');
  if (action === '_history')
    return versions(context, incoming, { type, id, version, grant, render });
  if (action !== undefined) return refusal(404, 'not-supported', `There is nothing at "${path}".`);
  return read(context, incoming, { type, id, grant, render });
}

function metadata(
  { breakage, usCore, statement = { base: '', text: '' } }: FhirContext,
  incoming: Incoming,
): Reply {
  const { broken } = breakage;
  if (broken('metadata-missing')) return refusal(404, 'not-found', 'There is nothing here.');
  if (broken('metadata-needs-token') && incoming.header('authorization') === undefined)
    return unauthorized('A token is needed.');
  if (broken('metadata-not-capability-statement'))
    return ok(JSON.stringify(outcomeOf('informational', 'All is well.', 'warning')));
  const { fhir } = incoming.urls;
  if (statement.base !== fhir) {
    statement.base = fhir;
    statement.text = JSON.stringify(capabilityStatement(incoming.urls, usCore, breakage));
  }
  return ok(statement.text);
}

/** Small enough for the longer searches to have a second page. */
const PAGE_SIZE = 20;

/** What is to go wrong between pages has to have pages. */
const pageSizeOf = ({ broken, varies }: Breakage, usual = PAGE_SIZE): number =>
  varies('small-pages') ||
  broken('second-page-leaks') ||
  broken('bundle-no-next-link') ||
  broken('bundle-next-link-loops') ||
  broken('bundle-next-link-dead')
    ? 2
    : usual;

const ok = (body: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  headers: { 'Content-Type': FHIR_JSON, ...headers },
  body,
});

const unauthorized = (why: string): Reply =>
  refusal(401, 'login', why, { 'WWW-Authenticate': 'Bearer realm="sandbox"' });

/** The grant behind the request's token, or the refusal (RFC 6750, 3). */
function grantOf({ tokens, breakage }: FhirContext, incoming: Incoming): Grant | Reply {
  const { broken } = breakage;
  const header = incoming.header('authorization');
  if (header === undefined) {
    if (broken('unauthenticated-read-allowed')) return tokens.openGrant();
    if (broken('error-500-without-token'))
      return refusal(500, 'exception', 'Something went wrong.');
    if (broken('unauthenticated-read-403')) return refusal(403, 'forbidden', 'A token is needed.');
    return unauthorized('A token is needed.');
  }
  const token = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
  const grant = token === undefined ? undefined : tokens.grantOf(token);
  if (grant !== undefined) return grant;
  if (broken('invalid-token-accepted')) return tokens.openGrant();
  return refusal(401, 'login', 'The token is not known or has expired.', {
    ...(broken('unauthorized-no-challenge')
      ? {}
      : { 'WWW-Authenticate': 'Bearer realm="sandbox", error="invalid_token"' }),
  });
}

const rendering = (context: FhirContext, incoming: Incoming): Render => {
  const faulty = renderWith(context.breakage);
  const absolute = context.breakage.varies('absolute-references');
  if (!absolute) return (stored) => faulty(stored)?.text ?? stored.text;
  return (stored) =>
    withAbsoluteReferences(faulty(stored)?.resource ?? stored.resource, incoming.urls);
};

interface Target {
  readonly type: string;
  readonly id: string;
  readonly grant: Grant;
  readonly render: Render;
}

/** A read of what was there once (FHIR R4, Read). */
function deletedReply({ broken }: Breakage, name: string): Reply {
  if (broken('error-200-for-deleted-id'))
    return ok(JSON.stringify({ resourceType: name.split('/')[0], id: name.split('/')[1] }));
  if (broken('error-500-for-deleted-id')) return refusal(500, 'exception', 'Something went wrong.');
  return refusal(410, 'deleted', `${name} was deleted.`);
}

function read(context: FhirContext, incoming: Incoming, target: Target): Reply {
  const { store, breakage } = context;
  const { broken } = breakage;
  const { type, id, grant, render } = target;
  if (broken(`read-500:${type}`)) return refusal(500, 'exception', 'Something went wrong.');
  if (!permitsType(grant, type, 'r')) return forbidden(breakage, type);
  const stored = store.get(type, id);
  if (stored === undefined) {
    if (store.isDeleted(type, id)) return deletedReply(breakage, `${type}/${id}`);
    if (broken('error-200-for-unknown-id'))
      return ok(JSON.stringify(outcomeOf('not-found', `There is no ${type}/${id}.`)));
    if (broken('error-500-for-unknown-id'))
      return refusal(500, 'exception', 'Something went wrong.');
    return refusal(404, 'not-found', `There is no ${type}/${id}.`);
  }
  if (broken(`read-404:${type}`)) return refusal(404, 'not-found', `There is no ${type}/${id}.`);
  if (!permits(grant, stored, 'r')) return forbidden(breakage, type);
  if (type === 'Binary' && !(incoming.header('accept') ?? '').includes('fhir'))
    return binary(stored);
  const tag = etagOf(context, stored);
  if (tag !== undefined && incoming.header('if-none-match') === tag)
    return { status: 304, headers: { ETag: tag }, body: '' };
  const text = misread(render(stored), type, breakage);
  return ok(text, versionHeaders(stored, tag));
}

const misread = (text: string, type: string, { broken }: Breakage): string => {
  if (broken(`read-wrong-id:${type}`)) return text.replace(/"id":"[^"]*"/, '"id":"another"');
  if (broken(`read-wrong-type:${type}`))
    return text.replace(/"resourceType":"[^"]*"/, '"resourceType":"Basic"');
  if (broken(`read-with-unknown-element:${type}`)) return text.replace('{', '{"shelfMark":"A7",');
  return text;
};

const forbidden = ({ broken }: Breakage, type: string): Reply =>
  refusal(
    broken('error-400-for-insufficient-scope') ? 400 : 403,
    'forbidden',
    `The token's scopes do not allow to read this ${type}.`,
  );

const etagOf = (
  { breakage: { broken, varies } }: FhirContext,
  { versionId }: Stored,
): string | undefined => {
  if (varies('no-etag')) return undefined;
  if (broken('etag-of-another-version')) return `W/"${versionId}7"`;
  return varies('strong-etag') ? `"${versionId}"` : `W/"${versionId}"`;
};

const versionHeaders = (
  { lastUpdated }: Stored,
  tag: string | undefined,
): Readonly<Record<string, string>> => ({
  ...(tag === undefined ? {} : { ETag: tag }),
  'Last-Modified': new Date(lastUpdated).toUTCString(),
});

/** A Binary asked for as itself comes as what it holds (FHIR R4, Binary, 2.40.3). */
function binary({ resource }: Stored): Reply {
  const { contentType, data } = resource;
  return {
    status: 200,
    headers: { 'Content-Type': typeof contentType === 'string' ? contentType : 'text/plain' },
    body: Buffer.from(typeof data === 'string' ? data : '', 'base64'),
  };
}

function versions(
  context: FhirContext,
  incoming: Incoming,
  { type, id, version, grant, render }: Target & { readonly version: string | undefined },
): Reply {
  const { store, breakage } = context;
  const { broken } = breakage;
  if (!permitsType(grant, type, 'r')) return forbidden(breakage, type);
  const all = store.versions(type, id);
  const newest = all.at(-1);
  const missing = broken(
    version === undefined ? `history-missing:${type}` : `vread-missing:${type}`,
  );
  if (newest === undefined || missing)
    return refusal(404, 'not-found', `There is no ${type}/${id} with such a history.`);
  if (!permits(grant, newest, 'r')) return forbidden(breakage, type);
  if (version === undefined) {
    const self = `${incoming.urls.fhir}/${type}/${id}/_history`;
    return ok(historyText(all, self, incoming.urls, breakage));
  }
  const stored = all.find(({ versionId }) => versionId === version);
  if (stored === undefined) return refusal(404, 'not-found', `There is no version "${version}".`);
  const text = broken(`vread-wrong-version:${type}`)
    ? render(stored).replace(/"versionId":"[^"]*"/, '"versionId":"77"')
    : render(stored);
  return ok(text, versionHeaders(stored, etagOf(context, stored)));
}
