import { FHIR_PATH, OAUTH_PATH, type Incoming, type Reply } from './http.ts';
import { refusal } from './outcome.ts';
import type { Json } from './resource.ts';

type Fields = { [key: string]: Json | undefined };

/** One way in which answers can look different and say the same. */
export type AnswerTrait = (reply: Reply, incoming: Incoming) => Reply;

const JSON_TYPE = /^application\/(fhir\+)?json/;

/** The trait that changes the objects that answers at some addresses are. */
const onJson =
  (
    concerns: (path: string, body: Fields) => boolean,
    change: (body: Fields, incoming: Incoming) => void,
  ): AnswerTrait =>
  (reply, incoming) => {
    if (reply.stream !== undefined || !JSON_TYPE.test(reply.headers['Content-Type'] ?? ''))
      return reply;
    const body = JSON.parse(reply.body.toString()) as Fields;
    if (reply.status !== 200 || !concerns(incoming.path, body)) return reply;
    change(body, incoming);
    return { ...reply, body: JSON.stringify(body) };
  };

const isSearchset = (_path: string, { resourceType, type }: Fields): boolean =>
  resourceType === 'Bundle' && type === 'searchset';
const isStatement = (_path: string, { resourceType }: Fields): boolean =>
  resourceType === 'CapabilityStatement';
const isTokens = (path: string): boolean => path === `${OAUTH_PATH}/token`;
const isManifest = (_path: string, body: Fields): boolean => 'transactionTime' in body;
const isDiscovery = (path: string): boolean => path.endsWith('/.well-known/smart-configuration');
const isOpenIdConfiguration = (path: string): boolean =>
  path.endsWith('/.well-known/openid-configuration');

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? [...value] : []);

const reversed = (body: Fields, ...names: readonly string[]): void => {
  for (const name of names) if (name in body) body[name] = list(body[name]).toReversed();
};

const header =
  (change: (headers: Record<string, string>, reply: Reply) => void): AnswerTrait =>
  (reply) => {
    const headers = { ...reply.headers };
    change(headers, reply);
    return { ...reply, headers };
  };

const renamed =
  (name: (header: string) => string): AnswerTrait =>
  (reply) => ({
    ...reply,
    headers: Object.fromEntries(
      Object.entries(reply.headers).map(([key, value]) => [name(key), value]),
    ),
  });

/** Requests for versions, which a server may leave out (US Core, CapabilityStatement: SHOULD). */
const isOfVersions = ({ path }: Incoming): boolean =>
  path.startsWith(FHIR_PATH) && /\/_history(\/|$)/.test(path);

/** Ways in which answers can come, by id. */
export const ANSWER_TRAITS = {
  'no-total': onJson(isSearchset, (body) => delete body['total']),
  'more-links': onJson(isSearchset, (body) => {
    const [self] = list(body['link']) as { url: string }[];
    body['link'] = [
      ...list(body['link']).toReversed(),
      { relation: 'first', url: self?.url ?? '' },
      { relation: 'https://sandbox.example.org/rel/help', url: 'https://sandbox.example.org/' },
    ];
  }),
  'entries-reversed': onJson(isSearchset, (body) => reversed(body, 'entry')),
  'bundle-extras': onJson(isSearchset, (body) => {
    delete body['id'];
    body['meta'] = { lastUpdated: '2026-11-01T00:00:00.123+13:00' };
    body['timestamp'] = '2026-11-01T00:00:00Z';
    body['identifier'] = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0' };
  }),
  scores: onJson(isSearchset, (body) => {
    for (const entry of list(body['entry']) as Fields[]) {
      const search = entry['search'] as Fields;
      if (search['mode'] === 'match') search['score'] = 0.5;
    }
  }),
  'readable-links': onJson(isSearchset, (body) => {
    for (const link of list(body['link']) as { url: string }[])
      link.url = link.url.replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/\+/g, '%20');
  }),
  'statement-reversed': onJson(isStatement, (body) => {
    const [rest] = list(body['rest']) as Fields[];
    if (rest === undefined) return;
    reversed(rest, 'resource');
    for (const resource of list(rest['resource']) as Fields[])
      reversed(resource, 'searchParam', 'interaction', 'supportedProfile', 'extension');
    body['rest'] = [{ mode: 'client', documentation: 'Calls others as well.' }, rest];
  }),
  'statement-more': onJson(isStatement, (body) => {
    const rest = (list(body['rest']) as Fields[]).find(({ mode }) => mode === 'server');
    if (rest === undefined) return;
    rest['resource'] = [
      { type: 'Account', interaction: [{ code: 'read' }, { code: 'create' }] },
      ...list(rest['resource']),
    ];
    rest['interaction'] = [{ code: 'batch' }];
    body['contact'] = [{ telecom: [{ system: 'email', value: 'fhir@sandbox.example.org' }] }];
    body['experimental'] = false;
    body['patchFormat'] = ['application/json-patch+json'];
    for (const resource of list(rest['resource']) as Fields[])
      for (const parameter of list(resource['searchParam']) as Fields[])
        delete parameter['definition'];
  }),
  'no-versions': (reply, incoming) => {
    if (isOfVersions(incoming))
      return refusal(404, 'not-supported', 'Former versions are not to be had.');
    return onJson(isStatement, (body) => {
      for (const rest of list(body['rest']) as Fields[])
        for (const resource of list(rest['resource']) as Fields[]) {
          resource['interaction'] = (list(resource['interaction']) as Fields[]).filter(
            ({ code }) => code !== 'vread' && code !== 'history-instance',
          ) as Json;
          resource['versioning'] = 'no-version';
          delete resource['readHistory'];
        }
    })(reply, incoming);
  },
  'discovery-more': onJson(isDiscovery, (body) => {
    reversed(body, 'capabilities', 'scopes_supported', 'grant_types_supported');
    body['capabilities'] = ['x-sandbox-own', ...list(body['capabilities'])];
    body['x_unknown'] = { deep: [null, 1, { more: true }] };
    body['response_types_supported'] = ['code', 'code id_token'];
    body['code_challenge_methods_supported'] = ['S256', 'S512'];
    body['op_policy_uri'] = 'https://sandbox.example.org/policy';
  }),
  'openid-more': onJson(isOpenIdConfiguration, (body) => {
    body['id_token_signing_alg_values_supported'] = ['ES384', 'RS256'];
    body['subject_types_supported'] = ['pairwise', 'public'];
    body['x_unknown'] = [null];
  }),
  'more-keys': onJson(
    (path) => path === `${OAUTH_PATH}/jwks.json`,
    (body) => {
      body['keys'] = [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          use: 'sig',
          kid: 'other',
          x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        },
        ...list(body['keys']),
      ];
    },
  ),
  'tokens-more': onJson(isTokens, (body) => {
    body['x_unknown'] = { a: [1, null] };
    body['intent'] = 'client-ui-name';
    body['tenant'] = '70c0ec52';
    if (typeof body['scope'] === 'string')
      body['scope'] = body['scope'].split(' ').toReversed().join(' ');
  }),
  'token-type-in-small': onJson(isTokens, (body) => {
    if ('token_type' in body) body['token_type'] = 'bearer';
  }),
  'introspection-more': onJson(
    (path) => path === `${OAUTH_PATH}/introspect`,
    (body) => {
      if (body['active'] === true) body['x_unknown'] = null;
    },
  ),
  'manifest-more': onJson(isManifest, (body) => {
    reversed(body, 'output');
    body['extension'] = { 'https://sandbox.example.org/queue': { place: 0 } };
    for (const output of list(body['output']) as Fields[]) delete output['count'];
  }),
  'no-retry-after': header((headers, { status }) => {
    if (status !== 202) return;
    delete headers['Retry-After'];
    delete headers['X-Progress'];
  }),
  charset: header((headers) => {
    const type = headers['Content-Type'] ?? '';
    if (JSON_TYPE.test(type)) headers['Content-Type'] = `${type};charset=UTF-8`;
  }),
  'charset-quoted': header((headers) => {
    const type = headers['Content-Type'] ?? '';
    if (JSON_TYPE.test(type)) headers['Content-Type'] = `${type} ; charset="utf-8"`;
  }),
  'more-headers': header((headers) => {
    headers['Cache-Control'] ??= 'private, max-age=0, must-revalidate';
    headers['Set-Cookie'] ??= 'balancer=b7; Path=/; HttpOnly';
    headers['X-Request-Id'] = '7f3d';
    headers['Strict-Transport-Security'] = 'max-age=31536000';
  }),
  'pretty-json': (reply) =>
    reply.stream === undefined && JSON_TYPE.test(reply.headers['Content-Type'] ?? '')
      ? { ...reply, body: `\r\n${JSON.stringify(JSON.parse(reply.body.toString()), null, '\t')}\n` }
      : reply,
  'escaped-json': (reply) =>
    reply.stream === undefined && JSON_TYPE.test(reply.headers['Content-Type'] ?? '')
      ? { ...reply, body: escaped(reply.body.toString()) }
      : reply,
  // Last: the traits before know headers by their usual names.
  'small-headers': renamed((name) => name.toLowerCase()),
  'loud-headers': renamed((name) => name.toUpperCase()),
} as const satisfies Readonly<Record<string, AnswerTrait>>;

/** The same JSON with escapes where none are needed (RFC 8259, 7). */
const escaped = (text: string): string =>
  text
    .replaceAll('/', String.raw`\/`)
    .replace(
      /[^\x20-\x7E\s]/g,
      (letter) => String.raw`\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
