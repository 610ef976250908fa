import { describe, expect, it } from 'vitest';
import type { IntrospectionConfig } from '../../core/config.ts';
import { type Ask, isLacking, type ProbeIo } from '../../core/probe.ts';
import { prepare } from '../../core/request.ts';
import { secretPlaceholder, SecretVault } from '../../core/secrets.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { introspectionEndpoint, introspectionRequest } from './introspection-request.ts';

const { auth, ...rest } = fakeConfig();
const contextWith = (introspection: IntrospectionConfig) =>
  fakeContext({ ...rest, auth: { ...auth, introspection } });

const KEY = { env: 'GATEWAY_KEY' };
const TOKEN = 'a+b/c=&d e';
const ENDPOINT = 'https://auth.example.org/introspect';
const CLIENT = {
  clientId: 'app',
  clientSecret: 'its secret',
  redirectUri: 'https://app.example.org/callback',
  launchUri: 'https://app.example.org/launch',
  scopes: 'openid',
  steps: [],
};

/** A client with a secret signs nothing. */
const io = {} as ProbeIo;

async function sentWith(introspection: IntrospectionConfig) {
  const vault = new SecretVault('test');
  vault.restore(secretPlaceholder(KEY), 'the key of the gateway');
  const request = await introspectionRequest(
    io,
    contextWith(introspection),
    CLIENT,
    ENDPOINT,
    'test',
    TOKEN,
  );
  if (isLacking(request)) throw new Error(request.lacking);
  const { kept, wire } = prepare(request as Ask, undefined, vault);
  return {
    form: new URLSearchParams(wire.body),
    headers: Object.fromEntries(wire.headers),
    kept: JSON.stringify(kept),
    body: wire.body,
  };
}

describe('a request for introspection', () => {
  it('is form-encoded, whatever the token is made of, and authenticated', async () => {
    const { body, form, headers } = await sentWith({});
    expect(body).toBe('token=a%2Bb%2Fc%3D%26d+e');
    expect(form.get('token')).toBe(TOKEN);
    expect(headers['authorization']).toMatch(/^Basic /);
    expect(headers['accept']).toBe('application/json');
  });

  it('carries what the configuration adds, and keeps its secrets out of the evidence', async () => {
    const { form, headers, kept } = await sentWith({
      headers: { 'x-api-key': KEY, 'x-tenant': 'seven' },
      parameters: { token_type_hint: 'access_token', gateway: KEY },
    });
    expect(headers).toMatchObject({ 'x-api-key': 'the key of the gateway', 'x-tenant': 'seven' });
    expect(headers['authorization']).toMatch(/^Basic /);
    expect(Object.fromEntries(form)).toEqual({
      token_type_hint: 'access_token',
      gateway: 'the key of the gateway',
      token: TOKEN,
    });
    expect(kept).not.toContain('the key of the gateway');
  });

  it('is authorized as the configuration says where it says so', async () => {
    const { headers, form } = await sentWith({ headers: { Authorization: KEY } });
    expect(headers['Authorization']).toBe('the key of the gateway');
    expect(headers['authorization']).toBeUndefined();
    expect(form.get('client_id')).toBeNull();
  });
});

describe('the introspection endpoint', () => {
  it('is the one configured, else the one of the discovery document', () => {
    expect(introspectionEndpoint(contextWith({ endpoint: ENDPOINT }), discovered())).toBe(ENDPOINT);
    const named = discovered({ introspection_endpoint: 'https://auth.example.org/told' });
    expect(introspectionEndpoint(contextWith({}), named)).toBe('https://auth.example.org/told');
  });

  it('is lacking where neither names one', () => {
    const none = discovered({ introspection_endpoint: undefined });
    expect(introspectionEndpoint(contextWith({}), none)).toMatchObject({ kind: 'skip' });
  });
});
