import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../adapters/clock.ts';
import { httpClient } from '../adapters/http/client.ts';
import { server as row } from '../core/check.ts';
import type { AnsweredExchange } from '../core/exchange.ts';
import { Journal } from '../core/journal.ts';
import { Recorder } from '../core/recorder.ts';
import { SecretVault } from '../core/secrets.ts';
import { BACKEND } from '../testsuites/backend-services/backend-token.probe.ts';
import { fileNdjson } from '../testsuites/bulk/file.check.ts';
import { type FilesRead, readFiles } from '../testsuites/bulk/files.probe.ts';
import { packRows } from '../testsuites/pack-catalogue.ts';
import { fakeConfig } from './fake-ehr.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, other: string) => void;

const LINE = '{"resourceType":"Patient","id":"a"}\n';
const NDJSON = { 'content-type': 'application/fhir+ndjson' };

const file: Answer = (_request, response) => response.writeHead(200, NDJSON).end(LINE);
const locked: Answer = (request, response, other) =>
  request.headers.authorization === undefined
    ? response.writeHead(401).end()
    : file(request, response, other);
const to =
  (status: number, location: (other: string) => string): Answer =>
  (_request, response, other) =>
    response.writeHead(status, { location: location(other) }).end();

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(listener);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Reads one file from an EHR beside which there is storage, and what either saw of a token. */
async function read(
  ehr: Readonly<Record<string, Answer>>,
  storage: Readonly<Record<string, Answer>>,
  {
    url,
    requiresAccessToken = true,
  }: { url: (other: string) => string; requiresAccessToken?: boolean },
): Promise<{ readonly seen: readonly string[]; readonly read: FilesRead }> {
  const seen: string[] = [];
  const bases = { ehr: '', storage: '' };
  const answering =
    (name: 'ehr' | 'storage', answers: Readonly<Record<string, Answer>>) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const token = request.headers.authorization === undefined ? 'no token' : 'token';
      seen.push(`${name}${request.url}: ${token}`);
      const answer = answers[request.url ?? ''] ?? ((_request, end) => end.writeHead(404).end());
      answer(request, response, name === 'ehr' ? bases.storage : bases.ehr);
    };
  bases.ehr = await serving(answering('ehr', ehr));
  bases.storage = await serving(answering('storage', storage));
  const config = fakeConfig();
  const target = {
    ...config.target,
    fhirBaseUrl: `${bases.ehr}/fhir`,
    allowPrivateAddresses: true,
  };
  const context = { config: { ...config, target }, pack: packRows('6.1.0') };
  const http = httpClient(target);
  const recorder = new Recorder({
    journal: new Journal([]),
    vault: new SecretVault('test'),
    clock: systemClock,
    http,
    seed: 'test',
    concurrency: 4,
    trustedOrigins: [bases.ehr],
  });
  const io = recorder.io('test');
  io.authorize(BACKEND, { accessToken: 'redacted-access_token-0000000000000000' });
  const output = [{ type: 'Patient', url: url(bases.storage) }];
  const exchange = {
    index: 0,
    request: { url: `${bases.ehr}/bulk/status/1` },
    response: { headers: [] as readonly (readonly [string, string])[] },
  } as AnsweredExchange;
  const manifest = { exchange, json: { requiresAccessToken, output } };
  try {
    return { seen, read: { manifest, files: await readFiles(io, context, manifest, 'test') } };
  } finally {
    await http.close();
  }
}

const verdictOf = (files: FilesRead) =>
  fileNdjson({ config: fakeConfig(), pack: packRows('6.1.0') }).judge({ read: files }, row);

describe('the token of a download', () => {
  it('goes along where it is needed', async () => {
    const { seen, read: files } = await read({ '/a': locked }, {}, { url: () => '/a' });
    expect(seen).toEqual(['ehr/a: token']);
    expect(files.files[0]?.outcome?.lines).toBe(1);
  });

  it('does not go along where the manifest says that none is needed', async () => {
    const needs = { url: () => '/a', requiresAccessToken: false };
    const { seen } = await read({ '/a': file }, {}, needs);
    expect(seen).toEqual(['ehr/a: no token']);
  });

  it('stays with a redirect within the same origin, and behind where it leads elsewhere', async () => {
    const { seen, read: files } = await read(
      { '/a': to(307, () => '/b?x=1'), '/b?x=1': to(303, (other) => `${other}/c`), '/d': file },
      { '/c': to(302, (other) => `${other}/d`) },
      { url: () => '/a' },
    );
    expect(seen).toEqual([
      'ehr/a: token',
      'ehr/b?x=1: token',
      'storage/c: no token',
      'ehr/d: no token',
    ]);
    expect(files.files[0]).toMatchObject({ redirects: 3, outcome: { lines: 1 } });
  });

  it('is given to no other origin that the manifest names, which is then not blamed', async () => {
    const { seen, read: files } = await read(
      {},
      { '/a': locked },
      { url: (storage) => `${storage}/a` },
    );
    expect(seen).toEqual(['storage/a: no token']);
    expect(verdictOf(files)).toMatchObject({
      kind: 'unjudged',
      reason: expect.stringContaining('target.trustedOrigins does not name'),
    });
  });
});
