import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppClient } from './app-client.ts';
import { startSandbox, type Sandbox } from './server.ts';

let sandbox: Sandbox;
let now = Date.parse('2026-11-23T12:00:00Z');

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => now });
});
afterAll(() => sandbox.close());

const app = () => new AppClient(sandbox.config);
const errorOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error?: string };
  return `${answer.status} ${error}`;
};

describe('a standalone launch', () => {
  it('ends in a token response with everything that was asked for', async () => {
    const client = app();
    const { url } = await client.authorize();
    expect(url?.searchParams.get('state')).toBe('a-state');
    const answer = await client.exchange(url?.searchParams.get('code') ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
    const body = (await answer.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: client.scopes,
      patient: 'eleanor-voss',
      need_patient_banner: true,
    });
    expect((await client.get('Patient/eleanor-voss', body['access_token'])).status).toBe(200);
    const style = await fetch(String(body['smart_style_url']));
    expect(await style.json()).toHaveProperty('color_background');
  });

  it('works by POST at the authorize endpoint', async () => {
    expect(await app().code({ method: 'POST' })).not.toBe('');
  });

  it('gives an id_token that verifies by the published keys and names a readable user', async () => {
    const client = app();
    const body = await client.launch({ parameters: { nonce: 'n-1' } });
    const issuer = sandbox.fhirBaseUrl.replace('/fhir/r4', '/oauth');
    const discovered = await fetch(`${issuer}/.well-known/openid-configuration`);
    const configuration = (await discovered.json()) as { issuer: string; jwks_uri: string };
    expect(configuration.issuer).toBe(issuer);
    const keys = createRemoteJWKSet(new URL(configuration.jwks_uri));
    const { payload } = await jwtVerify(String(body['id_token']), keys, {
      issuer,
      audience: client.clientId,
      algorithms: ['RS256'],
      currentDate: new Date(now),
    });
    expect(payload['nonce']).toBe('n-1');
    const path = String(payload['fhirUser']).slice(sandbox.fhirBaseUrl.length + 1);
    expect((await client.get(path, body['access_token'])).body['resourceType']).toBe(
      'RelatedPerson',
    );
  });

  it('shows who, whose record, which scopes and that access is kept', async () => {
    const { pages, url } = await app().authorize({ decision: 'deny' });
    const [login, picker, consent] = pages;
    expect(login).toContain('Sign in');
    expect(picker).toContain('Eleanor Voss, born 1948-03-09');
    expect(picker).not.toContain('Quist');
    expect(consent).toContain('<code>patient/Patient.rs</code>');
    expect(consent).toContain('offline access');
    expect(url?.searchParams.get('error')).toBe('access_denied');
  });

  it('refuses a wrong password', async () => {
    const { status, page } = await app().authorize({ password: 'wrong' });
    expect(status).toBe(401);
    expect(page).toContain('User name or password is wrong.');
  });
});

describe('the authorize endpoint', () => {
  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['a foreign redirect URI', { redirect_uri: 'https://evil.example.org/steal' }],
    ['a wrong aud', { aud: 'https://elsewhere.example.org/fhir' }],
  ])('shows an error page to %s and never redirects', async (_case, parameters) => {
    const { status, url, page } = await app().authorize({ parameters });
    expect(status).toBe(400);
    expect(url).toBeUndefined();
    expect(page).toContain('data-error=');
  });

  it.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown launch value', { launch: 'made-up' }, 'invalid_request'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
  ])('sends %s back with an error', async (_case, parameters, error) => {
    const { url } = await app().authorize({ parameters });
    expect(url?.searchParams.get('error')).toBe(error);
    expect(url?.searchParams.get('state')).toBe('a-state');
  });

  it('tolerates a trailing slash on aud', async () => {
    expect(await app().code({ parameters: { aud: `${sandbox.fhirBaseUrl}/` } })).not.toBe('');
  });
});

describe('the token endpoint', () => {
  it('refuses a code that was used, and takes back what it gave', async () => {
    const client = app();
    const code = await client.code();
    const first = (await (await client.exchange(code)).json()) as Record<string, unknown>;
    expect(await errorOf(await client.exchange(code))).toBe('400 invalid_grant');
    expect((await client.get('Patient/eleanor-voss', first['access_token'])).status).toBe(401);
  });

  it.each([
    ['a made-up code', { code: 'BAD_CODE' }],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:1/callback' }],
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }],
    ['a blank verifier', { code_verifier: '' }],
  ])('refuses %s', async (_case, form) => {
    const client = app();
    const code = await client.code();
    expect(
      await errorOf(await client.exchange(code, { code_verifier: client.verifier, ...form })),
    ).toBe('400 invalid_grant');
  });

  it('refuses a missing verifier and the challenge as verifier', async () => {
    const client = app();
    expect(await errorOf(await client.exchange(await client.code(), {}))).toBe('400 invalid_grant');
    const plain = await client.exchange(await client.code(), { code_verifier: client.challenge });
    expect(await errorOf(plain)).toBe('400 invalid_grant');
  });

  it('refuses an expired code', async () => {
    const client = app();
    const code = await client.code();
    now += 301_000;
    expect(await errorOf(await client.exchange(code))).toBe('400 invalid_grant');
  });

  it.each([
    ['an unknown client', 'nobody:secret'],
    ['a wrong secret', 'assay-confidential:wrong'],
  ])('refuses %s and says how to authenticate', async (_case, pair) => {
    const answer = await app().token(
      { grant_type: 'authorization_code', code: 'x' },
      `Basic ${Buffer.from(pair).toString('base64')}`,
    );
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
    expect(await errorOf(answer)).toBe('401 invalid_client');
  });

  it('refuses other grant types', async () =>
    expect(await errorOf(await app().token({ grant_type: 'password' }))).toBe(
      '400 unsupported_grant_type',
    ));

  it('refreshes, within what was granted', async () => {
    const client = app();
    const body = await client.launch();
    const refresh = (form: Record<string, string>) =>
      client.token({
        grant_type: 'refresh_token',
        refresh_token: String(body['refresh_token']),
        ...form,
      });
    const again = (await (await refresh({})).json()) as Record<string, unknown>;
    expect(again).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: client.scopes });
    expect((await client.get('Patient/eleanor-voss', again['access_token'])).status).toBe(200);
    expect((await refresh({ scope: client.scopes })).status).toBe(200);
    const narrowed = (await (await refresh({ scope: 'patient/Patient.rs' })).json()) as Record<
      string,
      unknown
    >;
    expect((await client.get('Goal?patient=eleanor-voss', narrowed['access_token'])).status).toBe(
      403,
    );
    expect(await errorOf(await refresh({ scope: 'system/*.rs' }))).toBe('400 invalid_scope');
    expect(await errorOf(await refresh({ refresh_token: 'made-up' }))).toBe('400 invalid_grant');
  });
});

describe('scopes and context', () => {
  const reach = async (scope: string, path: string, others = false) => {
    const client = app();
    const body = await client.launch({ parameters: { scope }, others });
    const answer = await client.get(path, body['access_token']);
    return [answer.status, answer.body['total']];
  };
  it.each([
    ['patient/Patient.r', 'Patient/eleanor-voss', 200],
    ['patient/Patient.r', 'Patient?_id=eleanor-voss', 403],
    ['patient/Patient.s', 'Patient/eleanor-voss', 403],
    ['patient/*.read', 'Goal?patient=eleanor-voss', 200],
    ['patient/Patient.rs', 'Goal?patient=eleanor-voss', 403],
    ['patient/*.rs', 'Patient/mila-voss', 403],
    ['patient/*.rs', 'Practitioner/amara-okafor', 200],
    ['user/*.rs', 'Patient/mila-voss', 200],
    ['user/*.rs', 'Patient/harold-quist', 403],
  ])('%s: %s is %i', async (scope, path, status) =>
    expect((await reach(scope, path))[0]).toBe(status),
  );

  it('keeps a search to the patients that were shared', async () => {
    expect(await reach('patient/*.rs', 'Patient')).toEqual([200, 1]);
    expect(await reach('patient/*.rs', 'Patient', true)).toEqual([200, 2]);
  });

  it('narrows to a category where the scope does', async () => {
    const category = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
    const scope = `patient/Observation.rs?category=${category}`;
    const some = await reach(scope, 'Observation?patient=eleanor-voss');
    const all = await reach('patient/Observation.rs', 'Observation?patient=eleanor-voss');
    expect(Number(some[1])).toBeGreaterThan(20);
    expect(Number(some[1])).toBeLessThan(Number(all[1]));
    expect((await reach(scope, 'Observation/eleanor-glucose-2024'))[0]).toBe(403);
  });

  it('grants only what the user left ticked', async () => {
    const body = await app().launch({ untick: ['patient/Goal.rs'] });
    expect(String(body['scope'])).not.toContain('Goal');
  });

  it('offers categories in place of a whole type', async () => {
    const category = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
    const part = `patient/Observation.rs?category=${category}`;
    const body = await app().launch({
      parameters: { scope: 'patient/Patient.rs patient/Observation.rs' },
      untick: ['patient/Observation.rs'],
      tick: [part],
    });
    expect(body['scope']).toBe(`patient/Patient.rs ${part}`);
  });

  it('lets a practitioner choose among all patients', async () => {
    const client = app();
    const body = await client.launch({
      user: 'okafor',
      password: client.practitionerPassword,
      patient: 'harold-quist',
      parameters: { scope: 'user/*.rs launch/patient' },
    });
    expect(body['patient']).toBe('harold-quist');
    expect((await client.get('Patient', body['access_token'])).body['total']).toBe(3);
  });
});

describe('introspection and revocation', () => {
  const post = async (client: AppClient, which: 'introspection' | 'revocation', token: unknown) => {
    const endpoints = await client.endpoints();
    const basic = Buffer.from(`${client.clientId}:${client.secret}`).toString('base64');
    return fetch(endpoints[`${which}_endpoint`], {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ token: String(token) }),
    });
  };

  it('tells of an active token, and nothing of an unknown one', async () => {
    const client = app();
    const body = await client.launch();
    const told = await (await post(client, 'introspection', body['access_token'])).json();
    expect(told).toMatchObject({
      active: true,
      client_id: client.clientId,
      scope: client.scopes,
      patient: 'eleanor-voss',
    });
    expect(await (await post(client, 'introspection', 'x')).json()).toEqual({ active: false });
  });

  it('ends access and refresh alike', async () => {
    const client = app();
    const body = await client.launch();
    expect((await post(client, 'revocation', body['refresh_token'])).status).toBe(200);
    expect((await client.get('Patient/eleanor-voss', body['access_token'])).status).toBe(401);
    const form = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
    expect(await errorOf(await client.token(form))).toBe('400 invalid_grant');
  });

  it('ends access when its time is over', async () => {
    const client = app();
    const body = await client.launch();
    now += 3_600_000;
    const answer = await client.get('Patient/eleanor-voss', body['access_token']);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    const told = await post(client, 'introspection', body['access_token']);
    expect(await told.json()).toEqual({ active: false });
  });
});
