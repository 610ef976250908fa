import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { AppClient } from './app-client.ts';
import { startSandbox } from './server.ts';

interface Assertion {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly key?: CryptoKey | JWK;
  readonly unsigned?: boolean;
  readonly type?: string;
  readonly client?: string;
  readonly scope?: string;
  /** How often the same request is sent. */
  readonly times?: number;
}

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

async function asked(faults: readonly string[], assertion: Assertion) {
  const sandbox = await startSandbox({ faults });
  const app = new AppClient(sandbox.config);
  const { token_endpoint: endpoint } = await app.endpoints();
  const id = assertion.client ?? 'assay-backend';
  const claims: Record<string, unknown> = {
    iss: id,
    sub: id,
    aud: endpoint,
    exp: inSeconds(240),
    jti: randomUUID(),
    ...assertion.claims,
  };
  const { key } = app;
  const jwt =
    assertion.unsigned === true
      ? new UnsecuredJWT(claims).encode()
      : await new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES384', kid: 'assay-1', ...assertion.header })
          .sign(assertion.key ?? key);
  const form = {
    grant_type: 'client_credentials',
    scope: assertion.scope ?? 'system/*.rs',
    client_assertion_type: assertion.type ?? TYPE,
    client_assertion: jwt,
  };
  let answer = await app.token(form, '');
  for (let sent = 1; sent < (assertion.times ?? 1); sent += 1) answer = await app.token(form, '');
  const body = (await answer.json()) as Record<string, unknown>;
  const patients = await app.get('Patient', body['access_token']);
  await sandbox.close();
  return { status: answer.status, body, patients: patients.body['total'] };
}

const { privateKey: strayKey } = await generateKeyPair('ES384');

describe('a client assertion', () => {
  it('lets a backend client in, to everyone', async () => {
    const { status, body, patients } = await asked([], {});
    expect([status, patients]).toEqual([200, 3]);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 300, scope: 'system/*.rs' });
  });

  const defects: readonly (readonly [string, Assertion])[] = [
    ['assertion-type-ignored', { type: 'not_an_assertion_type' }],
    ['assertion-wrong-issuer-accepted', { claims: { iss: 'nobody' } }],
    ['assertion-wrong-subject-accepted', { claims: { sub: 'nobody' } }],
    ['assertion-wrong-audience-accepted', { claims: { aud: 'https://elsewhere.example.org' } }],
    ['assertion-expired-accepted', { claims: { exp: inSeconds(-60) } }],
    ['assertion-long-life-accepted', { claims: { exp: inSeconds(3600) } }],
    ['assertion-missing-jti-accepted', { claims: { jti: undefined } }],
    ['assertion-replay-accepted', { times: 2 }],
    ['assertion-bad-signature-accepted', { key: strayKey }],
    ['assertion-bad-signature-accepted', { header: { kid: 'another' } }],
    ['assertion-alg-none-accepted', { unsigned: true }],
  ];
  it.each(defects)('%s: refused, but for the fault', async (fault, assertion) => {
    expect([400, 401]).toContain((await asked([], assertion)).status);
    expect((await asked([fault], assertion)).status).toBe(200);
  });

  it.each([
    ['a client that acts for users', { client: 'assay-asymmetric' }, 'unauthorized_client'],
    ['scopes that were never registered', { scope: 'user/*.rs' }, 'invalid_scope'],
  ])('does not help %s', async (_case, assertion, error) => {
    const { status, body } = await asked([], assertion);
    expect([status, body['error']]).toEqual([400, error]);
  });
});

describe('an EHR launch', () => {
  it('carries patient and encounter into the token response', async () => {
    const sandbox = await startSandbox();
    const app = new AppClient(sandbox.config);
    const launcher = app.base.replace('/fhir/r4', '/oauth/launcher');
    const opened = await fetch(launcher, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        launch_uri: 'https://app.example.org/launch',
        patient: 'mila-voss',
      }),
    });
    const { searchParams } = new URL(opened.headers.get('location') ?? '');
    expect(searchParams.get('iss')).toBe(app.base);
    const body = await app.launch({
      parameters: { launch: searchParams.get('launch') ?? '', scope: 'launch patient/*.rs' },
    });
    expect(body).toMatchObject({ patient: 'mila-voss', encounter: 'mila-checkup-2026' });
    expect((await app.get('Encounter/mila-checkup-2026', body['access_token'])).status).toBe(200);
    await sandbox.close();
  });
});
