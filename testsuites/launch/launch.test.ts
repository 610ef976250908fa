import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../core/config.ts';
import { FAKE_BASE, FAKE_SECRETS, fakeConfig, fakeContext, FakeEhr } from '../../test/fake-ehr.ts';
import { runChecks } from '../../test/run-checks.ts';
import { smartChecks } from '../../test/smart-checks.ts';

const runAgainst = (ehr: FakeEhr, config: RunConfig = fakeConfig()) =>
  runChecks(smartChecks(fakeContext(config)), config, ehr, FAKE_SECRETS);

const formsTo = (ehr: FakeEhr, path: string): readonly URLSearchParams[] =>
  ehr.requests
    .filter(({ url }) => new URL(url).pathname === path)
    .map(({ body }) => new URLSearchParams(body ?? ''));

describe('a server that conforms', async () => {
  const ehr = new FakeEhr();
  const run = await runAgainst(ehr);

  it('passes every check that applies', () => {
    const others = run.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'omit');
    // Its tokens live for an hour, which is too long to be waited for.
    const WAITS = ['token.refresh.after-expiry', 'token.response.lifetime'];
    const waited = others.filter(({ id }) => !WAITS.includes(id));
    expect(waited.map(({ id, verdict, message }) => `${verdict} ${id}: ${message}`)).toEqual([]);
  });

  it('is sent each code once, but for the one whose client is made up', () => {
    const codes = formsTo(ehr, '/token').flatMap((form) => form.get('code') ?? []);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is sent another state and challenge in each round', () => {
    const rounds = ehr.requests.map(({ url }) => new URL(url)).filter(isAuthorize);
    expect(rounds).toHaveLength(7);
    for (const name of ['state', 'code_challenge']) {
      expect(new Set(rounds.map(({ searchParams }) => searchParams.get(name))).size).toBe(7);
    }
    expect(rounds.every(({ searchParams }) => searchParams.get('tenant') === '7')).toBe(true);
  });

  it('finds no secret in the journal', () => {
    const kept = JSON.stringify(run.journal.entries);
    const sent = formsTo(ehr, '/token').flatMap((form) =>
      ['code', 'code_verifier', 'refresh_token'].flatMap((name) => form.get(name) ?? []),
    );
    const random = run.journal.entries.flatMap((entry) =>
      entry.kind === 'observation' && typeof entry.value === 'string' ? [entry.value] : [],
    );
    const challenges = ehr.requests.map(({ url }) =>
      new URL(url).searchParams.get('code_challenge'),
    );
    // What Assay made up, and challenges sent as verifiers, open nothing.
    const harmless = new Set<string | null>([...random, ...challenges, 'BAD_CODE', '']);
    const secrets = [...sent, ...Object.values(FAKE_SECRETS)].filter((it) => !harmless.has(it));
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  });
});

const isAuthorize = ({ pathname }: URL): boolean => pathname === '/authorize';

describe('a server that ends old tokens with each refresh', () => {
  it('passes: what is read is read with the newest', async () => {
    let refreshes = 0;
    const ended = new Set<string>();
    let current = '';
    const ehr = new FakeEhr(({ url, headers, body }, usual) => {
      const sent = headers.find(([name]) => name === 'authorization')?.[1] ?? '';
      if (url.endsWith('/token') && usual.status === 200) {
        if (body?.includes('grant_type=refresh_token') === true) refreshes += 1;
        if (current !== '') ended.add(`Bearer ${current}`);
        current = String((usual.body as Record<string, unknown>)['access_token']);
      }
      return ended.has(sent) ? { status: 401 } : undefined;
    });
    const run = await runAgainst(ehr);
    expect(refreshes).toBe(2);
    const troubled = run.results.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    expect(troubled.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });
});

describe('a configuration without a standalone client', () => {
  it.each([
    ['an open server', { clients: {} }],
    ['a bearer token', { clients: {}, bearer: { env: 'CLIENT_SECRET' } }],
  ])('%s: what the launch shows is skipped, and says what is missing', async (_case, auth) => {
    const run = await runAgainst(new FakeEhr(), fakeConfig({ auth, patients: ['85'] }));
    expect(run.verdict('capability.metadata.available')).toBe('pass');
    expect(run.verdict('smart.discovery.endpoint')).toBe('pass');
    const launch = run.result('smart.standalone.authorize.request');
    expect(launch.verdict).toBe('skip');
    expect(launch.message).toContain('auth.clients.standalone');
    expect(run.verdict('token.refresh.body')).toBe('skip');
  });

  it('a bearer token is sent, and reading without it is looked at', async () => {
    const ehr = new FakeEhr(({ headers }) =>
      headers.some(([name]) => name === 'authorization')
        ? { status: 200, body: { resourceType: 'Patient', id: '85' } }
        : undefined,
    );
    const auth = { clients: {}, bearer: { env: 'CLIENT_SECRET' } };
    const run = await runAgainst(ehr, fakeConfig({ auth, patients: ['85'] }));
    expect(run.verdict('smart.standalone.unauthenticated-401')).toBe('pass');
    const bearers = ehr.requests.flatMap(({ headers }) =>
      headers.filter(([name]) => name === 'authorization').map(([, value]) => value),
    );
    expect(new Set(bearers)).toEqual(new Set([`Bearer ${FAKE_SECRETS['CLIENT_SECRET']}`]));
  });
});

describe('a client with a stored refresh token', () => {
  it('reads by it, and skips what a login would show', async () => {
    const login = { driver: 'refresh', refreshToken: { env: 'STORED' } } as const;
    const { auth } = fakeConfig();
    const standalone = { ...auth.clients.standalone, clientId: 'standalone-app', login };
    const config = fakeConfig({ auth: { clients: { standalone } }, patients: ['85'] });
    let sent = 0;
    const ehr = new FakeEhr(({ url, body }) => {
      if (!url.endsWith('/token') || !(body ?? '').includes('stored-token-of-old'))
        return undefined;
      sent += 1;
      return {
        status: 200,
        headers: [['content-type', 'application/json']],
        body: { access_token: 'token-from-stored', token_type: 'Bearer', expires_in: 60 },
      };
    });
    const run = await runChecks(smartChecks(fakeContext(config)), config, ehr, {
      ...FAKE_SECRETS,
      STORED: 'stored-token-of-old',
    });
    expect(run.verdict('smart.standalone.authorize.request')).toBe('skip');
    expect(run.result('smart.standalone.authorize.request').message).toContain('login steps');
    expect(run.verdict('token.refresh.without-scope')).toBe('pass');
    expect(sent).toBeGreaterThanOrEqual(3);
  });
});

describe('a login that does not work', () => {
  it('is tried once', async () => {
    const ehr = new FakeEhr(({ url }, usual) =>
      url.endsWith('/login') ? { ...usual, body: '<p>Wrong password' } : undefined,
    );
    const run = await runAgainst(ehr);
    expect(formsTo(ehr, '/login')).toHaveLength(1);
    expect(run.result('smart.standalone.authorize.request').message).toContain('Wrong password');
    expect(run.verdict('smart.aud.invalid')).toBe('skip');
    expect(run.verdict('smart.pkce.verifier.plain')).toBe('skip');
  });
});

describe('credentials', () => {
  it('do not go to a login page that nobody named', async () => {
    const ehr = new FakeEhr(({ url }, usual) =>
      url.startsWith('https://auth.example.org/authorize') && usual.status === 200
        ? {
            ...usual,
            body: String(usual.body).replace(
              'action="login"',
              'action="https://evil.example/login"',
            ),
          }
        : undefined,
    );
    const run = await runAgainst(ehr);
    const result = run.result('smart.standalone.authorize.request');
    expect(result.verdict).toBe('skip');
    expect(result.message).toContain('https://evil.example');
    expect(ehr.requests.some(({ url }) => url.includes('evil.example'))).toBe(false);
  });
});

describe('relative endpoints', () => {
  it('are resolved against the FHIR base and used', async () => {
    const asked: string[] = [];
    const ehr = new FakeEhr(({ url }, usual) => {
      asked.push(url);
      return url.endsWith('/smart-configuration')
        ? { ...usual, body: { ...(usual.body as object), authorization_endpoint: 'authorize' } }
        : undefined;
    });
    await runAgainst(ehr);
    expect(asked.some((url) => url.startsWith(`${FAKE_BASE}/authorize?`))).toBe(true);
  });
});
