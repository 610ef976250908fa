import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { AppClient } from '../app-client.ts';
import { ASSERTION_TYPE } from '../oauth/client-assertion.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../server.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => sandbox?.close());

interface Manifest {
  readonly output: readonly { type: string; url: string; count: number }[];
  readonly error: readonly { url: string }[];
  readonly deleted?: readonly { url: string }[];
  readonly requiresAccessToken: boolean;
}

/** A system that exports by plain fetch. */
async function started(options: SandboxOptions = {}) {
  sandbox = await startSandbox(options);
  const app = new AppClient(sandbox.config);
  const { token_endpoint: endpoint } = await app.endpoints();
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: 'assay-1', typ: 'JWT' })
    .setIssuer('assay-backend')
    .setSubject('assay-backend')
    .setAudience(endpoint)
    .setExpirationTime('2 minutes')
    .sign(await importJWK(app.key, 'ES384'));
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/*.rs',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const authorization = `Bearer ${token}`;
  const base = sandbox.fhirBaseUrl;
  const kickOff = (query = '', init: RequestInit = {}) =>
    fetch(`${base}/Group/panel/$export${query}`, {
      ...init,
      headers: {
        accept: 'application/fhir+json',
        prefer: 'respond-async',
        authorization,
        ...(init.headers as Record<string, string>),
      },
    });
  const status = (url: string, method = 'GET') =>
    fetch(url, { method, headers: { authorization } });
  const manifest = async (query = '', init?: RequestInit): Promise<Manifest> => {
    const accepted = await kickOff(query, init);
    const url = accepted.headers.get('content-location') ?? '';
    const first = await status(url);
    expect([first.status, first.headers.get('retry-after')]).toEqual([202, '1']);
    return (await (await status(url)).json()) as Manifest;
  };
  const lines = async (url: string, headers: Record<string, string> = { authorization }) =>
    (await (await fetch(url, { headers })).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { kickOff, status, manifest, lines, authorization };
}

describe('a group export', () => {
  it('gives files of what belongs to the members and of what all share, and of nobody else', async () => {
    const { manifest, lines } = await started();
    const { output, requiresAccessToken } = await manifest();
    expect(requiresAccessToken).toBe(true);
    const patients = await lines(output.find(({ type }) => type === 'Patient')?.url ?? '');
    expect(patients.map(({ id }) => id).sort()).toEqual(['eleanor-voss', 'mila-voss']);
    for (const { type, url, count } of output) {
      const all = await lines(url);
      expect(all.length).toBe(count);
      expect(all.every(({ resourceType }) => resourceType === type)).toBe(true);
      expect(JSON.stringify(all)).not.toContain('Patient/harold-quist');
    }
  });

  it('makes up as many further patients as it is asked for', async () => {
    const { manifest } = await started({ patients: 1000 });
    const { output } = await manifest('?_type=Patient,Observation');
    expect(output.map(({ type }) => type)).toEqual(['Patient', 'Observation']);
    expect(output[0]?.count).toBe(1002);
  });

  it('narrows by _type, _typeFilter, _since, _elements and patient', async () => {
    const { manifest, lines } = await started();
    const first = await manifest(
      '?_type=Condition&_typeFilter=Condition%3Fcategory%3Dencounter-diagnosis',
    );
    const conditions = await lines(first.output[0]?.url ?? '');
    expect(conditions.length).toBeGreaterThan(0);
    expect(JSON.stringify(conditions)).not.toContain('problem-list-item');
    const later = await manifest(`?_since=${new Date().toISOString()}`);
    expect(later.output).toEqual([]);
    expect(later.deleted?.length).toBe(1);
    const cut = await manifest('?_type=Patient&_elements=birthDate');
    const [patient] = await lines(cut.output[0]?.url ?? '');
    expect(Object.keys(patient ?? {})).toEqual(['resourceType', 'id', 'meta', 'birthDate']);
    const body = JSON.stringify({
      resourceType: 'Parameters',
      parameter: [{ name: 'patient', valueReference: { reference: 'Patient/mila-voss' } }],
    });
    const posted = await manifest('', { method: 'POST', body });
    const patients = await lines(posted.output.find(({ type }) => type === 'Patient')?.url ?? '');
    expect(patients.map(({ id }) => id)).toEqual(['mila-voss']);
  });

  it.each([
    ['no token', '', { authorization: 'Bearer nobody' }, 401],
    ['no respond-async', '', { prefer: 'x' }, 400],
    ['an unknown parameter', '?_bogus=1', {}, 400],
    [
      'an unknown parameter, leniently',
      '?_bogus=1',
      { prefer: 'respond-async, handling=lenient' },
      202,
    ],
    ['an unknown format', '?_outputFormat=text/csv', {}, 400],
    ['each format', '?_outputFormat=ndjson', {}, 202],
    ['a _since that is no instant', '?_since=2026-01-01', {}, 400],
  ])('answers %s', async (_case, query, headers, expected) => {
    const { kickOff } = await started();
    expect((await kickOff(query, { headers })).status).toBe(expected);
  });

  it('forgets what is cancelled', async () => {
    const { kickOff, status } = await started();
    const url = (await kickOff()).headers.get('content-location') ?? '';
    expect((await status(url, 'DELETE')).status).toBe(202);
    const after = await status(url);
    expect(after.status).toBe(404);
    expect(await after.json()).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('keeps files in object storage that opens by address alone', async () => {
    const { manifest, lines, authorization } = await started({ faults: ['bulk-capability-urls'] });
    const { output, requiresAccessToken } = await manifest('?_type=Patient');
    const url = output[0]?.url ?? '';
    expect(requiresAccessToken).toBe(false);
    expect(await lines(url, {})).toHaveLength(2);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(400);
  });
});
