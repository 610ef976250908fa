import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { answerBulk } from './bulk/bulk-api.ts';
import type { BulkContext } from './bulk/bulk-context.ts';
import { startStorage } from './bulk/storage.ts';
import type { UsCoreVersion } from './capability-statement.ts';
import { preflight, shared } from './cors.ts';
import { ELEANOR, MILA } from './data/people.ts';
import { fillStore } from './data/record.ts';
import { clientsAndUsers, writeConfig } from './demo-config.ts';
import { breakageOf, type Breakage } from './faults.ts';
import { answerFhir, type FhirContext } from './fhir-api.ts';
import {
  bodyOf,
  FHIR_JSON,
  FHIR_PATH,
  OAUTH_PATH,
  urlsOf,
  type Incoming,
  type Reply,
} from './http.ts';
import { misbehave, turnAway } from './http-faults.ts';
import { ClientKeys } from './oauth/client-keys.ts';
import { type Elsewhere, smartConfiguration } from './oauth/discovery.ts';
import { loginPages, type PagesKind } from './oauth/login-pages.ts';
import { answerOAuth, type OAuthContext } from './oauth/oauth-api.ts';
import { signer } from './oauth/signer.ts';
import { TokenBook } from './oauth/token-book.ts';
import { refusal } from './outcome.ts';
import { answerPublished } from './published.ts';
import { alteredRecord } from './record-faults.ts';
import { sendReply } from './send.ts';
import { addressForKeys, closed, listening, moveEndpoints, securityFor, serverOf } from './tls.ts';
import { TLS_FAULTS } from './tls-faults.ts';
import type { JsonObject, Resource } from './resource.ts';
import { Store } from './store.ts';
import { unusual } from './unusual.ts';
import type { VariationId } from './variations.ts';
import { toXml } from './xml.ts';

export interface SandboxOptions {
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** Ids of faults, and of variations, to switch on. */
  readonly faults?: readonly string[];
  readonly now?: () => number;
  readonly tokenLifetimeSeconds?: number;
  /** Life of the tokens that are made to expire while a run waits; 4 s. */
  readonly shortLifetimeSeconds?: number;
  readonly latencyMs?: number;
  /** Speaks TLS, by a certificate of its own making; so it does for faults of TLS. */
  readonly tls?: boolean;
  readonly usCore?: UsCoreVersion;
  readonly smart?: '2.0.0' | '2.2.0';
  readonly bulk?: '1.0.1' | '2.0.0';
  /** How people see the login: pages of forms, or a portal that a script builds. */
  readonly pages?: PagesKind;
  /** How many patients the group has beside those of the sample record. */
  readonly patients?: number;
  /** How often a running export is polled before it is done, and how long between. */
  readonly exportPolls?: number;
  readonly exportRetryAfterSeconds?: number;
  /** Matches on a page of a search; 20. */
  readonly pageSize?: number;
  /** Told each time that a variation makes a difference to what is done. */
  readonly onVaried?: (id: VariationId) => void;
  /** The record told in another way before it is kept. */
  readonly alter?: (record: readonly Resource[]) => readonly Resource[];
  /** An answer put in another form before it is sent. */
  readonly reshape?: (reply: Reply, incoming: Incoming) => Reply;
}

export interface Sandbox {
  readonly fhirBaseUrl: string;
  /** A configuration that `assay run` accepts as it is. */
  readonly config: object;
  readonly faults: string[];
  /** Requests answered so far. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

/** Serves the sample EHR on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const faults = [...(options.faults ?? [])];
  const breakage = breakageOf(faults, options.onVaried);
  const now = options.now ?? Date.now;
  const usCore = options.usCore ?? '6.1.0';
  const smart = options.smart ?? '2.0.0';
  const lifetimeSeconds = options.tokenLifetimeSeconds ?? 3600;
  const store = new Store();
  const { alter = (record) => record, reshape = (reply) => reply } = options;
  fillStore(store, usCore, (record) => alteredRecord(alter(record), breakage));
  const tokens = new TokenBook({ now, lifetimeSeconds, breakage });
  const speaksTls = options.tls ?? faults.some(isAboutTls);
  const security = speaksTls ? securityFor(breakage) : undefined;
  const keysAt = security === undefined ? undefined : await addressForKeys();
  const registered = await clientsAndUsers(
    keysAt && security && { url: jwksUrl(keysAt.port), authority: security.authority },
    options.shortLifetimeSeconds,
  );
  const oauth: OAuthContext = {
    store,
    tokens,
    breakage,
    clients: registered.clients,
    users: registered.users,
    signer: await signer(),
    now,
    lifetimeSeconds,
    smart,
    pending: new Map(),
    codes: new Map(),
    sessions: new Map(),
    launches: new Map(),
    usedAssertions: new Set(),
    clientKeys: new ClientKeys(breakage, now),
    pages: loginPages(options.pages ?? 'forms'),
  };
  const statement = { base: '', text: '' };
  const { pageSize } = options;
  const paged = pageSize === undefined ? {} : { pageSize };
  const fhir: FhirContext = { store, tokens, breakage, usCore, statement, ...paged };
  const bulkVersion = options.bulk ?? '2.0.0';
  const jobs: BulkContext['jobs'] = new Map();
  const scheme = speaksTls ? 'https' : 'http';
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    requests += 1;
    void serve({
      request,
      response,
      fhir,
      oauth,
      bulk,
      moved,
      breakage,
      delay,
      reshape,
      count: requests,
    });
  };
  const moved =
    security === undefined
      ? new Map<never, never>()
      : await moveEndpoints(breakage, security, () => home, listener);
  const usesStorage =
    breakage.varies('bulk-capability-urls') || breakage.varies('bulk-file-redirect');
  const storage = usesStorage
    ? await startStorage(
        () => bulk,
        (listen) => serverOf(security, breakage, listen),
        scheme,
      )
    : undefined;
  const filesAt = moved.get('bulk-files')?.origin;
  const bulk: BulkContext = {
    fhir,
    version: bulkVersion,
    patients: options.patients ?? 0,
    polls: options.exportPolls ?? 2,
    retryAfter: options.exportRetryAfterSeconds ?? 1,
    now,
    jobs,
    ...(storage === undefined ? {} : { storage: storage.origin }),
    ...(filesAt === undefined ? {} : { filesAt }),
  };
  const delay = options.latencyMs ?? (breakage.varies('latency') ? 300 : 0);
  const server = serverOf(security, breakage, listener);
  const host = options.host ?? '127.0.0.1';
  const home = `${host}:${await listening(server, options.port ?? 0, host)}`;
  const fhirBaseUrl = `${scheme}://${home}${FHIR_PATH}`;
  const bulkAt = moved.get('bulk-server')?.origin;
  const { config, remove } = writeConfig({
    fhirBaseUrl,
    usCore,
    smart,
    bulk: bulkVersion,
    ...(bulk.patients > 0 ? {} : { members: [ELEANOR, MILA] }),
    registered,
    pages: options.pages ?? 'forms',
    ...(security === undefined ? {} : { authority: security.authority }),
    ...(keysAt === undefined ? {} : { keysAt: { ...keysAt, url: jwksUrl(keysAt.port) } }),
    ...(bulkAt === undefined ? {} : { bulkAt: `${bulkAt}${FHIR_PATH}` }),
    trustedOrigins: [bulkAt, filesAt].filter((origin) => origin !== undefined),
  });
  return {
    fhirBaseUrl,
    config,
    faults,
    requests: () => requests,
    close: async () => {
      remove();
      await storage?.close();
      for (const { server: other } of moved.values()) await closed(other);
      await closed(server);
    },
  };
}

const jwksUrl = (port: number): string => `https://127.0.0.1:${port}/jwks.json`;

const TLS_IDS = new Set<string>(TLS_FAULTS.map(({ id }) => id));

const isAboutTls = (id: string): boolean => TLS_IDS.has(id) || /^tls-1\.[23]-only$/.test(id);

interface Serving {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly fhir: FhirContext;
  readonly oauth: OAuthContext;
  readonly bulk: BulkContext;
  readonly moved: Elsewhere;
  readonly breakage: Breakage;
  readonly delay: number;
  readonly reshape: NonNullable<SandboxOptions['reshape']>;
  readonly count: number;
}

async function serve(serving: Serving): Promise<void> {
  const { request, response, breakage, delay, count } = serving;
  try {
    const body = await bodyOf(request);
    if (delay > 0) await later(delay);
    const path = pathOf(request);
    if (turnAway({ response, path, count, breakage })) return;
    const reply =
      body === undefined
        ? refusal(413, 'too-long', 'The body is too large.')
        : await answer(serving, body);
    if (misbehave({ request, response, reply, path, count, breakage })) return;
    const isUnusual = breakage.varies('unusual-answers');
    sendReply(request, response, isUnusual ? unusual(reply, count, serving.fhir.usCore) : reply);
  } catch (cause) {
    if (response.headersSent) response.destroy();
    else
      sendReply(
        request,
        response,
        refusal(500, 'exception', `The sandbox failed: ${String(cause)}`),
      );
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '/';

async function answer(serving: Serving, body: string): Promise<Reply> {
  const { request } = serving;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body,
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    urls: urlsOf(request),
  };
  const reply = preflight(incoming, serving.breakage) ?? (await route(serving, incoming));
  return shared(serving.reshape(reply, incoming), incoming, serving.breakage);
}

async function route({ fhir, oauth, bulk, moved }: Serving, incoming: Incoming): Promise<Reply> {
  const { path } = incoming;
  if (path === `${FHIR_PATH}/.well-known/smart-configuration`)
    return smartConfiguration(
      incoming.urls,
      fhir.breakage,
      incoming.header('authorization'),
      moved,
    );
  if (path.startsWith(`${OAUTH_PATH}/`))
    return answerOAuth(oauth, incoming, path.slice(OAUTH_PATH.length));
  const published = answerPublished(incoming, fhir.breakage);
  if (published !== undefined) return published;
  const exported = answerBulk(bulk, incoming);
  if (exported !== undefined) return exported;
  if (path.startsWith(`${FHIR_PATH}/`))
    return inFormatAsked(incoming, answerFhir(fhir, incoming, path.slice(FHIR_PATH.length)));
  return refusal(404, 'not-found', 'There is nothing here.');
}

/** FHIR answers in XML, for who asks for it by `_format` or Accept and not for JSON. */
function inFormatAsked(incoming: Incoming, reply: Reply): Reply {
  const asked = incoming.query.get('_format') ?? incoming.header('accept') ?? '';
  if (!asked.includes('xml') || asked.includes('json') || asked.includes('html')) return reply;
  if (reply.headers['Content-Type'] !== FHIR_JSON) return reply;
  const resource = JSON.parse(reply.body.toString()) as JsonObject;
  const headers = { ...reply.headers, 'Content-Type': 'application/fhir+xml' };
  return { ...reply, headers, body: toXml(resource) };
}
