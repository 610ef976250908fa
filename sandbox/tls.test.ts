import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from './server.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

const started = async (options: SandboxOptions): Promise<Sandbox> => {
  const sandbox = await startSandbox(options);
  open.push(sandbox);
  return sandbox;
};

interface Config {
  readonly target: { readonly caFile?: string; readonly trustedOrigins: readonly string[] };
  readonly bulk: { readonly fhirBaseUrl?: string };
}

const configOf = ({ config }: Sandbox): Config => config as Config;

const authorityOf = (sandbox: Sandbox): string =>
  readFileSync(configOf(sandbox).target.caFile ?? '', 'utf8');

const get = (url: string, ca: string): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { ca, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end();
  });

const discovery = (sandbox: Sandbox): Promise<Record<string, unknown>> =>
  get(`${sandbox.fhirBaseUrl}/.well-known/smart-configuration`, authorityOf(sandbox));

/** The code of what a client that trusts the sandbox's authority says of its certificate. */
const complaint = (sandbox: Sandbox): Promise<string | undefined> =>
  discovery(sandbox).then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

const versionBy = (url: string, options: object): Promise<string | null> =>
  new Promise((resolve) => {
    const { hostname: host, port } = new URL(url);
    const socket: TLSSocket = connect(
      { host, port: Number(port), rejectUnauthorized: false, ...options },
      () => {
        resolve(socket.getProtocol());
        socket.destroy();
      },
    );
    socket.on('error', () => resolve(null));
  });

const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

describe('a sandbox with TLS', () => {
  it('tells addresses with https, and which authority to trust', async () => {
    const sandbox = await started({ tls: true });
    expect(sandbox.fhirBaseUrl).toMatch(/^https:/);
    const addresses = Object.entries(await discovery(sandbox)).filter(([name]) =>
      /_endpoint$|^issuer$|^jwks_uri$/.test(name),
    );
    expect(addresses.length).toBeGreaterThan(6);
    for (const [name, address] of addresses) expect(address, name).toMatch(/^https:/);
    expect(await versionBy(sandbox.fhirBaseUrl, OLD)).toBeNull();
  });

  it('is a choice', async () => {
    const sandbox = await started({});
    expect(sandbox.fhirBaseUrl).toMatch(/^http:/);
    expect(configOf(sandbox).target).not.toHaveProperty('caFile');
  });

  it.each([
    ['tls-certificate-expired', 'CERT_HAS_EXPIRED'],
    ['tls-certificate-wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['tls-certificate-untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['tls-certificate-ends-soon', undefined],
  ])('%s', async (fault, code) => {
    expect(await complaint(await started({ faults: [fault] }))).toBe(code);
  });

  it.each([
    ['tls-old-accepted', 'TLSv1.1', 'TLSv1.3'],
    ['tls-modern-refused', 'TLSv1.1', null],
    ['tls-1.2-only', null, 'TLSv1.2'],
    ['tls-1.3-only', null, 'TLSv1.3'],
  ])('%s', async (fault, old, modern) => {
    const { fhirBaseUrl } = await started({ faults: [fault] });
    expect(await versionBy(fhirBaseUrl, OLD)).toBe(old);
    expect(await versionBy(fhirBaseUrl, {})).toBe(modern);
  });

  it.each([
    ['authorize', 'authorization_endpoint'],
    ['token', 'token_endpoint'],
    ['introspection', 'introspection_endpoint'],
    ['jwks', 'jwks_uri'],
  ])('moves %s to an address that alone takes old versions', async (endpoint, member) => {
    const sandbox = await started({ faults: [`tls-old-accepted:${endpoint}`] });
    const configuration = await discovery(sandbox);
    const home = new URL(sandbox.fhirBaseUrl).host;
    const elsewhere = Object.entries(configuration)
      .filter(([, value]) => typeof value === 'string' && URL.parse(value)?.host !== home)
      .map(([name]) => name);
    expect(elsewhere).toEqual([member]);
    expect(await versionBy(String(configuration[member]), OLD)).toBe('TLSv1.1');
    expect(await versionBy(sandbox.fhirBaseUrl, OLD)).toBeNull();
  });

  it('answers at a moved address as at its own', async () => {
    const sandbox = await started({ faults: ['tls-old-accepted:bulk-server'] });
    const { bulk, target } = configOf(sandbox);
    const statement = await get(`${bulk.fhirBaseUrl}/metadata`, authorityOf(sandbox));
    expect(statement['implementation']).toMatchObject({ url: sandbox.fhirBaseUrl });
    expect(target.trustedOrigins).toEqual([new URL(bulk.fhirBaseUrl ?? '').origin]);
  });
});
