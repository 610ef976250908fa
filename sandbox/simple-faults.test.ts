import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { AppClient, type AuthorizeOptions } from './app-client.ts';
import { breakageOf, faults } from './faults.ts';
import { startSandbox } from './server.ts';
import { SIMPLE_FAULTS, type SimpleFaultId } from './simple-faults.ts';
import { variations } from './variations.ts';

/** What a client sees of one aspect of the server; a fault that shows there changes it. */
type Look = (client: AppClient) => Promise<unknown>;

const path =
  (below: string, headers: Record<string, string> = {}): Look =>
  async (client) => {
    const answer = await client.get(below, undefined, headers);
    return [answer.status, answer.headers.get('content-type'), stable(answer.text)];
  };

/** Random ids and the port are no difference. */
const stable = (text: string): string =>
  text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '').replace(/127\.0\.0\.1:\d+/g, 'host');

const withToken =
  (below: string, headers: Record<string, string> = {}): Look =>
  async (client) => {
    const { access_token: token } = await client.launch({ others: true });
    const answer = await client.get(below, token, headers);
    return [answer.status, stable(answer.text)];
  };

const callback =
  (options: AuthorizeOptions = {}): Look =>
  async (client) => {
    const { status, url } = await client.authorize(options);
    const { searchParams } = url ?? new URL('http://none');
    return [status, searchParams.has('code'), searchParams.get('error'), searchParams.get('state')];
  };

/** Values by their kind, for answers that are new each time. */
const shapeOf = (body: Record<string, unknown>): unknown =>
  Object.entries(body).map(([name, value]) => [
    name,
    ['access_token', 'refresh_token', 'id_token', 'smart_style_url'].includes(name)
      ? typeof value
      : value,
  ]);

const answered = async (answer: Response): Promise<unknown> => {
  const text = await answer.text();
  const body = text.startsWith('{') ? shapeOf(JSON.parse(text) as Record<string, unknown>) : 'text';
  const { status, headers } = answer;
  return [status, headers.get('cache-control'), headers.get('pragma'), body];
};

const tokenAnswer: Look = async (client) => answered(await client.exchange(await client.code()));

const exchanged =
  (form: (client: AppClient) => Record<string, string>): Look =>
  async (client) =>
    answered(await client.exchange(await client.code(), form(client)));

const refreshed =
  (form: (client: AppClient) => Record<string, string> = () => ({})): Look =>
  async (client) => {
    const { refresh_token: token } = await client.launch();
    const fixed = { grant_type: 'refresh_token', refresh_token: String(token) };
    return answered(await client.token({ ...fixed, ...form(client) }));
  };

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

const otherClient =
  (pair: string): Look =>
  async (client) => {
    const form = {
      grant_type: 'authorization_code',
      code: await client.code(),
      redirect_uri: client.redirectUri,
      code_verifier: client.verifier,
    };
    return (await client.token(form, basic(pair))).status;
  };

const idToken: Look = async (client) => {
  const token = String((await client.launch({ parameters: { nonce: 'n' } }))['id_token']);
  try {
    const { iat, exp, iss, fhirUser, ...rest } = decodeJwt(token);
    const said = stable(`${iss} ${String(fhirUser)}`);
    const lasts = (exp ?? 0) > Date.now() / 1000;
    return [decodeProtectedHeader(token), rest, said, typeof iat, lasts];
  } catch {
    return 'not a JWT';
  }
};

const atIssuer =
  (below: string): Look =>
  async (client) => {
    const answer = await fetch(client.base.replace('/fhir/r4', `/oauth/${below}`));
    const text = stable(await answer.text()).replace(/"[nxy]":"[^"]*"/g, (found) =>
      found.slice(0, 4),
    );
    return [answer.status, answer.headers.get('content-type'), text];
  };

const signature: Look = async (client) => {
  const { jwtVerify, createRemoteJWKSet } = await import('jose');
  const keys = createRemoteJWKSet(new URL(client.base.replace('/fhir/r4', '/oauth/jwks.json')));
  const token = String((await client.launch())['id_token']);
  return jwtVerify(token, keys).then(
    () => 'verifies',
    (error: unknown) => String(error),
  );
};

const introspected =
  (which: (body: Record<string, unknown>) => unknown): Look =>
  async (client) => {
    const { introspection_endpoint: endpoint } = await client.endpoints();
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization: basic(`${client.clientId}:${client.secret}`) },
      body: new URLSearchParams({ token: String(which(await client.launch())) }),
    });
    const text = stable(await answer.text()).replace(/"exp":\d+/, '"exp"');
    return [answer.status, text];
  };

const revoked: Look = async (client) => {
  const { revocation_endpoint: endpoint } = await client.endpoints();
  const { access_token: token } = await client.launch();
  await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: basic(`${client.clientId}:${client.secret}`) },
    body: new URLSearchParams({ token: String(token) }),
  });
  return (await client.get('Patient/eleanor-voss', token)).status;
};

const reused: Look = async (client) => {
  const code = await client.code();
  await client.exchange(code);
  return (await client.exchange(code)).status;
};

const refreshedRead: Look = async (client) => {
  const { refresh_token: token } = await client.launch();
  const form = { grant_type: 'refresh_token', refresh_token: String(token) };
  const body = (await (await client.token(form)).json()) as Record<string, unknown>;
  return (await client.get('Patient/eleanor-voss', body['access_token'])).status;
};

/** What the transport itself does, as far as a client waits for it. */
const transport: Look = async (client) => {
  const signal = AbortSignal.timeout(400);
  const seen: unknown[] = [];
  for (const _ of [1, 2]) {
    try {
      const answer = await fetch(`${client.base}/metadata`, { signal, redirect: 'manual' });
      seen.push(answer.status, answer.headers.get('content-type'), (await answer.text()).length);
    } catch (error) {
      seen.push(String(error));
    }
  }
  return seen;
};

/** Whose observations are on the page after the first. */
const secondPage: Look = async (client) => {
  const { access_token: token } = await client.launch();
  const search = 'Observation?patient=eleanor-voss&category=vital-signs&_count=2';
  const bundle = (text: string) =>
    JSON.parse(text) as {
      link: { relation: string; url: string }[];
      entry: { resource: { subject: { reference: string } } }[];
    };
  const first = bundle((await client.get(search, token)).text);
  const next = first.link.find(({ relation }) => relation === 'next')?.url ?? '';
  const second = bundle((await client.get(next.slice(client.base.length + 1), token)).text);
  return [...new Set(second.entry.map(({ resource }) => resource.subject.reference))];
};

const METADATA = path('metadata');
const CONFIGURATION = path('.well-known/smart-configuration');
const OPENID = atIssuer('.well-known/openid-configuration');
const SEARCH = withToken('Observation?patient=eleanor-voss&category=vital-signs');
const MALFORMED = withToken('Procedure?date=yesterday');
const UNKNOWN = withToken('Patient/nobody');
const DELETED = withToken('AllergyIntolerance/entered-in-error');
const NARROW: Look = async (client) => {
  const { access_token: token } = await client.launch({
    parameters: { scope: 'patient/Patient.r' },
  });
  return (await client.get('Goal?patient=eleanor-voss', token)).status;
};
const STEPS: Readonly<Record<string, Look>> = {
  metadata: METADATA,
  'smart-config': CONFIGURATION,
  authorize: callback(),
  state: callback(),
  token: tokenAnswer,
  scope: tokenAnswer,
  refresh: refreshed(),
  introspection: introspected((body) => body['access_token']),
  'id-token': idToken,
  'openid-configuration': OPENID,
  jwks: atIssuer('jwks.json'),
  bundle: SEARCH,
};

/** Where a fault shows that does not show where its first words say. */
const LOOKS: Readonly<Partial<Record<SimpleFaultId, Look>>> = {
  'error-200-for-invalid-parameter': MALFORMED,
  'error-500-for-invalid-parameter': MALFORMED,
  'error-500-without-token': path('Patient/eleanor-voss'),
  'error-200-for-unknown-id': UNKNOWN,
  'error-500-for-unknown-id': UNKNOWN,
  'error-200-for-deleted-id': DELETED,
  'error-500-for-deleted-id': DELETED,
  'error-400-for-insufficient-scope': NARROW,
  'authorize-post-refused': callback({ method: 'POST' }),
  'authorize-ignores-aud': callback({ parameters: { aud: 'https://elsewhere.example.org' } }),
  'authorize-ignores-redirect-uri': callback({
    parameters: { redirect_uri: 'https://app.example.org/elsewhere' },
  }),
  'authorize-ignores-launch': callback({ parameters: { launch: 'made-up' } }),
  'authorize-ignores-pkce': callback({ omit: ['code_challenge', 'code_challenge_method'] }),
  'style-url-missing': atIssuer('style.json'),
  'scopes-granted-as-v1': tokenAnswer,
  'scopes-granted-as-user': tokenAnswer,
  'scopes-refused-v1': async (client) =>
    (await client.launch({ parameters: { scope: 'openid patient/Patient.read' } }))['scope'],
  'code-exchange-refuses-s256': tokenAnswer,
  'code-exchange-ignores-pkce': exchanged(() => ({})),
  'code-exchange-accepts-missing-verifier': exchanged(() => ({})),
  'code-exchange-accepts-blank-verifier': exchanged(() => ({ code_verifier: '' })),
  'code-exchange-accepts-wrong-verifier': exchanged(() => ({ code_verifier: 'w'.repeat(43) })),
  'code-exchange-accepts-plain-verifier': exchanged(({ challenge }) => ({
    code_verifier: challenge,
  })),
  'invalid-code-accepted': exchanged(({ verifier }) => ({
    code: 'BAD_CODE',
    code_verifier: verifier,
  })),
  'invalid-code-wrong-status': exchanged(() => ({ code: 'BAD_CODE' })),
  'code-reuse-accepted': reused,
  'wrong-client-accepted': otherClient('nobody:none'),
  'wrong-client-wrong-status': otherClient('nobody:none'),
  'wrong-secret-accepted': otherClient('assay-confidential:wrong'),
  'wrong-redirect-uri-accepted': exchanged(({ verifier }) => ({
    code_verifier: verifier,
    redirect_uri: 'http://127.0.0.1:1/callback',
  })),
  'refresh-with-scope-refused': refreshed(({ scopes }) => ({ scope: scopes })),
  'refresh-token-useless': refreshedRead,
  'refresh-accepts-anything': refreshed(() => ({ refresh_token: 'made-up' })),
  'refresh-wrong-status': refreshed(() => ({ refresh_token: 'made-up' })),
  'introspection-unknown-active': introspected(() => 'made-up'),
  'introspection-inactive-tells': introspected(() => 'made-up'),
  'revocation-useless': revoked,
  'id-token-bad-signature': signature,
  'unauthenticated-read-allowed': path('Patient/eleanor-voss'),
  'unauthenticated-read-403': path('Patient/eleanor-voss'),
  'invalid-token-accepted': path('Patient/eleanor-voss', { authorization: 'Bearer made-up' }),
  'scopes-ignored': NARROW,
  'compartment-ignored': withToken('Patient/harold-quist'),
  'bundle-next-link-loops': SEARCH,
  'etag-of-another-version': async (client) => {
    const { access_token: token } = await client.launch();
    return (await client.get('Patient/eleanor-voss', token)).headers.get('etag');
  },
  'history-etag-of-another-version': withToken('Patient/eleanor-voss/_history'),
  'include-brings-foreign-patient': withToken(
    'MedicationRequest?patient=eleanor-voss&_include=MedicationRequest:medication',
  ),
  'second-page-leaks': secondPage,
  'history-wrong-bundle-type': withToken('Patient/eleanor-voss/_history'),
};

async function seen(faultIds: readonly string[], look: Look): Promise<unknown> {
  const sandbox = await startSandbox({ faults: faultIds });
  try {
    return await look(new AppClient(sandbox.config));
  } finally {
    await sandbox.close();
  }
}

const lookAt = (id: SimpleFaultId): Look => {
  const own = LOOKS[id];
  if (own !== undefined) return own;
  if (SIMPLE_FAULTS[id][0] === 'http') return transport;
  const key = Object.keys(STEPS)
    .filter((prefix) => id.startsWith(`${prefix}-`))
    .toSorted((a, b) => b.length - a.length)[0];
  const look = STEPS[key ?? ''];
  if (look === undefined) throw new Error(`No look for "${id}".`);
  return look;
};

/** These show only as time goes by, see below; those of assertions in their own test. */
const TIMED: readonly SimpleFaultId[] = ['token-expires-early', 'expired-token-accepted'];

describe('each fault changes what a client sees', () => {
  const ids = Object.keys(SIMPLE_FAULTS) as SimpleFaultId[];
  it.each(ids.filter((id) => !TIMED.includes(id) && !id.startsWith('assertion-')))(
    '%s',
    async (id) => {
      const look = lookAt(id);
      expect(await seen([id], look)).not.toEqual(await seen([], look));
    },
  );

  it.each([
    ['token-expires-early', 40, 401],
    ['expired-token-accepted', 70, 200],
  ])('%s', async (id, seconds, status) => {
    let now = Date.now();
    const sandbox = await startSandbox({ faults: [id], now: () => now, tokenLifetimeSeconds: 60 });
    const client = new AppClient(sandbox.config);
    const { access_token: token } = await client.launch();
    now += seconds * 1000;
    expect((await client.get('Patient/eleanor-voss', token)).status).toBe(status);
    await sandbox.close();
  });
});

describe('the list', () => {
  it('has each id once', () => {
    const ids = [...faults, ...variations].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of each fault in one sentence what the server does', () => {
    for (const { what, title } of faults) {
      expect(what).toMatch(/\.$/);
      expect(title).not.toMatch(/\.$/);
    }
  });

  it('refuses an unknown id and names the nearest', () =>
    expect(() => breakageOf(['token-no-cache-contrl'])).toThrow(
      'There is no fault "token-no-cache-contrl"; the nearest is "token-no-cache-control".',
    ));
});
