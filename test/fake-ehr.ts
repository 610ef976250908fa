import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { RunConfig } from '../core/config.ts';
import type { Headers } from '../core/exchange.ts';
import type { HttpPort, WireOutcome, WireRequest } from '../core/http-port.ts';
import type { PlanContext } from '../core/suite.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { defaultScopes } from '../testsuites/launch/us-core-types.ts';

/** A response of the fake; a body that is no text is sent as JSON. */
export interface FakeResponse {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: unknown;
}

/** Changes what the fake answers; undefined leaves the answer as it is. */
export type Twist = (
  request: WireRequest,
  usual: FakeResponse,
  count: number,
) => FakeResponse | undefined;

export const FAKE_BASE = 'https://ehr.example.org/fhir';
const AUTH = 'https://auth.example.org';
const REDIRECT_URI = 'https://app.example.org/callback';
export const FAKE_CLIENT_ID = 'standalone-app';
const SECRET = 'very secret, indeed';
const PASSWORD = 'correct horse battery';

/** The secrets behind the references of the configuration. */
export const FAKE_SECRETS: Readonly<Record<string, string>> = {
  CLIENT_SECRET: SECRET,
  USER_PASSWORD: PASSWORD,
};

const SCOPES = defaultScopes('6.1.0');

/** A configuration that a run against the fake goes by. */
export const fakeConfig = (change: Partial<RunConfig> = {}): RunConfig => ({
  target: {
    name: 'Fake EHR',
    fhirBaseUrl: FAKE_BASE,
    concurrency: 4,
    allowPrivateAddresses: false,
    trustedOrigins: [],
    timeoutSeconds: 5,
  },
  suites: ['g10'],
  options: { usCore: '6.1.0', smart: '2.0.0', bulk: '2.0.0' },
  patients: [],
  auth: {
    clients: {
      standalone: {
        clientId: FAKE_CLIENT_ID,
        clientSecret: { env: 'CLIENT_SECRET' },
        redirectUri: REDIRECT_URI,
        login: {
          driver: 'form',
          steps: [
            {
              form: 'form#login',
              fill: { 'input[name=user]': 'ann', 'input[name=password]': { env: 'USER_PASSWORD' } },
            },
            { form: 'form#patient', check: ['input[value="85"]'] },
            { form: 'form#consent', click: 'button[value=allow]' },
          ],
        },
      },
    },
  },
  attestations: [],
  waivers: [],
  evidence: { retentionDays: 30, bodies: 'full' },
  ...change,
});

export const fakeContext = (config: RunConfig = fakeConfig()): PlanContext => ({
  config,
  pack: packRows(config.options.usCore),
});

let pair: ReturnType<typeof makePair> | undefined;
const makePair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Made when a test first needs it: most do not. */
const keys = () => {
  pair ??= makePair();
  return pair;
};
const KID = 'fake-1';

const jws = (header: object, claims: object, key: KeyObject): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};

/** An id_token as the fake signs it, with other claims or another header on demand. */
export const fakeIdToken = (claims: object = {}, header: object = {}, now = Date.now()): string =>
  jws(
    { alg: 'RS256', kid: KID, ...header },
    {
      iss: AUTH,
      sub: 'ann',
      aud: FAKE_CLIENT_ID,
      exp: Math.floor(now / 1000) + 300,
      iat: Math.floor(now / 1000),
      fhirUser: `${FAKE_BASE}/Patient/85`,
      ...claims,
    },
    keys().privateKey,
  );

export const fakeJwks = () => ({
  keys: [{ ...keys().publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' }],
});

const page = (title: string, form: string): FakeResponse => ({
  status: 200,
  headers: [['content-type', 'text/html; charset=utf-8']],
  body: `<!doctype html><title>${title}</title><body><h1>${title}</h1>${form}`,
});

const json = (status: number, body: unknown, headers: Headers = []): FakeResponse => ({
  status,
  headers: [['content-type', 'application/json'], ...headers],
  body,
});

const fhir = (status: number, body: unknown): FakeResponse => ({
  status,
  headers: [['content-type', 'application/fhir+json']],
  body,
});

const NO_STORE: Headers = [
  ['cache-control', 'no-store'],
  ['pragma', 'no-cache'],
];

const oauthError = (status: number, error: string): FakeResponse =>
  json(status, { error }, NO_STORE);

const outcome = (status: number, code: string): FakeResponse =>
  fhir(status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

export const fakeSmartConfiguration = () => ({
  issuer: AUTH,
  jwks_uri: `${AUTH}/jwks`,
  authorization_endpoint: `${AUTH}/authorize?tenant=7`,
  token_endpoint: `${AUTH}/token`,
  introspection_endpoint: `${AUTH}/introspect`,
  revocation_endpoint: `${AUTH}/revoke`,
  management_endpoint: `${AUTH}/manage`,
  registration_endpoint: `${AUTH}/register`,
  scopes_supported: ['openid', 'patient/*.rs'],
  response_types_supported: ['code'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  grant_types_supported: ['authorization_code', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
  capabilities: [
    'launch-standalone',
    'launch-ehr',
    'client-public',
    'client-confidential-symmetric',
    'client-confidential-asymmetric',
    'context-standalone-patient',
    'context-ehr-patient',
    'context-ehr-encounter',
    'context-banner',
    'context-style',
    'permission-patient',
    'permission-user',
    'permission-offline',
    'permission-v1',
    'permission-v2',
    'sso-openid-connect',
    'authorize-post',
  ],
});

export const fakeCapabilityStatement = () => {
  const { resources, capabilityStatement } = packRows('6.1.0');
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-01-01',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json', 'xml'],
    instantiates: [capabilityStatement],
    rest: [
      {
        mode: 'server',
        resource: resources.map(({ type, supportedProfiles }) => ({
          type,
          supportedProfile: supportedProfiles,
        })),
      },
    ],
  };
};

const openidConfiguration = () => ({
  issuer: AUTH,
  authorization_endpoint: `${AUTH}/authorize`,
  token_endpoint: `${AUTH}/token`,
  jwks_uri: `${AUTH}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

const headerOf = ({ headers }: WireRequest, name: string): string =>
  headers.find(([field]) => field === name)?.[1] ?? '';

interface Pending {
  readonly query: Record<string, string>;
  loggedIn: boolean;
}

/** A small EHR that conforms, in memory, with a three-page login; twists make it depart. */
export class FakeEhr implements HttpPort {
  readonly requests: WireRequest[] = [];
  readonly #twist: Twist;
  readonly #logins = new Map<string, Pending>();
  readonly #codes = new Map<string, Record<string, string>>();
  readonly #accessTokens = new Set<string>();
  #refreshToken = '';
  #issued = 0;

  constructor(twist: Twist = () => undefined) {
    this.#twist = twist;
  }

  async send(request: WireRequest): Promise<WireOutcome> {
    const count = this.requests.push(request);
    const usual = this.#answer(request);
    const { status, headers = [], body } = this.#twist(request, usual, count) ?? usual;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    return {
      kind: 'answered',
      status,
      headers,
      body: text,
      size: text.length,
      timings: { total: 1 },
    };
  }

  #answer(request: WireRequest): FakeResponse {
    const url = new URL(request.url);
    const form = Object.fromEntries(new URLSearchParams(request.body ?? ''));
    if (url.origin === AUTH) return this.#auth(request, url, form);
    const path = url.pathname.replace('/fhir/', '');
    if (path === 'metadata') return fhir(200, fakeCapabilityStatement());
    if (path === '.well-known/smart-configuration') return json(200, fakeSmartConfiguration());
    if (!this.#accessTokens.has(headerOf(request, 'authorization'))) return outcome(401, 'login');
    if (url.searchParams.get('birthdate') === 'not-a-date') return outcome(400, 'invalid');
    if (path === 'Patient/85') return fhir(200, { resourceType: 'Patient', id: '85' });
    if (path.includes('/')) return outcome(404, 'not-found');
    return fhir(200, { resourceType: 'Bundle', type: 'searchset', total: 0 });
  }

  #auth(request: WireRequest, url: URL, form: Record<string, string>): FakeResponse {
    switch (url.pathname) {
      case '/authorize':
        return this.#authorize(url);
      case '/login':
        return this.#login(request, form);
      case '/patient':
        return form['patient'] === '85'
          ? page(
              'Consent',
              '<form id="consent" method="post" action="/consent"><button name="answer" value="deny">No</button><button name="answer" value="allow">Yes</button></form>',
            )
          : outcome(400, 'invalid');
      case '/consent':
        return this.#consent(request, form);
      case '/token':
        return this.#token(request, form);
      case '/.well-known/openid-configuration':
        return json(200, openidConfiguration());
      case '/jwks':
        return json(200, fakeJwks());
      default:
        return outcome(404, 'not-found');
    }
  }

  #authorize(url: URL): FakeResponse {
    const query = Object.fromEntries(url.searchParams);
    const refused =
      query['tenant'] !== '7' ||
      query['client_id'] !== FAKE_CLIENT_ID ||
      query['redirect_uri'] !== REDIRECT_URI ||
      query['aud'] !== FAKE_BASE ||
      query['code_challenge_method'] !== 'S256';
    if (refused) return { ...page('Not for us', '<p>This request is refused.'), status: 400 };
    const session = `session-number-${++this.#issued}`;
    this.#logins.set(session, { query, loggedIn: false });
    const login = page(
      'Login',
      '<form id="login" method="post" action="login"><input type="hidden" name="csrf" value="x"><input name="user"><input type="password" name="password"><button>Go</button></form>',
    );
    return {
      ...login,
      headers: [...(login.headers ?? []), ['set-cookie', `sid=${session}; Path=/; HttpOnly`]],
    };
  }

  #pending(request: WireRequest): Pending | undefined {
    return this.#logins.get(headerOf(request, 'cookie').replace('sid=', ''));
  }

  #login(request: WireRequest, form: Record<string, string>): FakeResponse {
    const pending = this.#pending(request);
    if (pending === undefined || form['csrf'] !== 'x' || form['password'] !== PASSWORD) {
      return page('Login', '<form id="login"><input name="user"></form><p>Wrong password');
    }
    pending.loggedIn = true;
    return page(
      'Choose',
      '<form id="patient" method="post" action="/patient"><label><input type="radio" name="patient" value="7" checked>Bo</label><label><input type="radio" name="patient" value="85">Cy</label><button>Go</button></form>',
    );
  }

  #consent(request: WireRequest, form: Record<string, string>): FakeResponse {
    const pending = this.#pending(request);
    if (pending?.loggedIn !== true) return outcome(403, 'forbidden');
    const back = new URL(REDIRECT_URI);
    const code = `code-of-authorization-${++this.#issued}`;
    this.#codes.set(code, pending.query);
    if (form['answer'] === 'allow') back.searchParams.set('code', code);
    else back.searchParams.set('error', 'access_denied');
    back.searchParams.set('state', pending.query['state'] ?? '');
    return { status: 302, headers: [['location', back.href]] };
  }

  #token(request: WireRequest, form: Record<string, string>): FakeResponse {
    const encoded = new URLSearchParams({ v: SECRET }).toString().slice(2);
    const basic = Buffer.from(`${FAKE_CLIENT_ID}:${encoded}`).toString('base64');
    if (headerOf(request, 'authorization') !== `Basic ${basic}`) {
      return oauthError(401, 'invalid_client');
    }
    if (form['grant_type'] === 'refresh_token') {
      return form['refresh_token'] === this.#refreshToken && this.#refreshToken !== ''
        ? this.#tokens({ scope: form['scope'] ?? SCOPES })
        : oauthError(400, 'invalid_grant');
    }
    const query = this.#codes.get(form['code'] ?? '');
    this.#codes.delete(form['code'] ?? '');
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    if (query === undefined || query['code_challenge'] !== challenge) {
      return oauthError(400, 'invalid_grant');
    }
    return this.#tokens({
      scope: query['scope'],
      patient: '85',
      id_token: fakeIdToken({ nonce: query['nonce'] }),
    });
  }

  #tokens(more: object): FakeResponse {
    const accessToken = `access-token-number-${++this.#issued}`;
    this.#accessTokens.add(`Bearer ${accessToken}`);
    this.#refreshToken = `refresh-token-number-${++this.#issued}`;
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: this.#refreshToken,
      ...more,
    };
    return json(200, body, NO_STORE);
  }
}
