import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../cli/execute-run.ts';
import { checkConfig } from '../../core/parse-config.ts';
import type { JournalEntry } from '../../core/exchange.ts';
import type { Results } from '../../core/results.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { Outcome } from './asl-interpreter.ts';
import { inSecretsManager } from './in-secrets-manager.ts';
import { type LocalCloud, startLocalCloud } from './local-cloud.ts';

/** What came to another verdict in AWS, and why. */
function differences(deployed: Results['checks'], local: Results['checks']): readonly string[] {
  const expected = new Map(local.map(({ id, verdict }) => [id, verdict]));
  const known = new Set(deployed.map(({ id }) => id));
  return [
    ...deployed
      .filter(({ id, verdict }) => expected.get(id) !== verdict)
      .map(({ id, verdict, message }) => `${id}: ${verdict}, not ${expected.get(id)}: ${message}`),
    ...local.filter(({ id }) => !known.has(id)).map(({ id }) => `${id}: not there`),
  ];
}

/** By the same way as `assay run`, in this process. */
async function byCommandLine(sandbox: Sandbox): Promise<Results> {
  const home = mkdtempSync(join(tmpdir(), 'assay-home-'));
  const before = process.env['ASSAY_HOME'];
  process.env['ASSAY_HOME'] = home;
  try {
    const config = checkConfig(sandbox.config, 'sandbox');
    const folder = join(home, 'run');
    return (await startRun({ config, selection: {}, folder })).results;
  } finally {
    if (before === undefined) delete process.env['ASSAY_HOME'];
    else process.env['ASSAY_HOME'] = before;
    rmSync(home, { recursive: true, force: true });
  }
}

/** Well into the first turn: the login is done, the searches are not. */
const CRASH_AFTER_MS = 1_500;

let cloud: LocalCloud;
beforeAll(async () => {
  // Little time for each gathering, so that a run takes several and every one resumes.
  const nightly = { schedule: 'rate(1 day)', timeZone: 'Etc/UTC', config: {} };
  cloud = await startLocalCloud({ privateTargets: true, nightly, timeouts: { gather: 12 } });
});
afterAll(() => cloud.close());

async function begin(config: object): Promise<string> {
  const body = JSON.stringify(inSecretsManager(config, cloud.services.secrets));
  const answer = await cloud.request('POST /runs', { body });
  expect(answer).toMatchObject({ statusCode: 202 });
  const { runId } = JSON.parse(answer.body) as { runId: string };
  expect(answer.headers['location']).toBe(`/runs/${runId}`);
  return runId;
}

describe('a run in AWS', () => {
  let sandbox: Sandbox;
  let runId: string;
  let outcome: Outcome;
  let local: Results;
  const file = (name: string): Buffer | undefined =>
    [...cloud.buckets.objects].find(([key]) => key.endsWith(`/runs/${runId}/${name}`))?.[1].bytes;

  const entries = (): JournalEntry[] =>
    gunzipSync(file('exchanges.ndjson.gz') ?? '')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalEntry);

  beforeAll(async () => {
    const quick = await startSandbox();
    local = await byCommandLine(quick);
    await quick.close();
    // Slow enough that gathering takes longer than one turn may.
    // A turn ends and another begins between getting a token and reading with it.
    sandbox = await startSandbox({ latencyMs: 30, shortLifetimeSeconds: 25 });
    runId = await begin(sandbox.config);
    const crash = setTimeout(() => cloud.crash('gather'), CRASH_AFTER_MS);
    outcome = await cloud.execute(runId);
    clearTimeout(crash);
  }, 300_000);
  afterAll(() => sandbox.close());

  it('goes through the state machine to its end', () => {
    expect(outcome, cloud.logs().join('\n')).toEqual({ status: 'SUCCEEDED', output: { runId } });
    // One turn that crashed, one that used up its time, and what was left.
    expect(cloud.invoked.filter((name) => name === 'gather').length).toBeGreaterThan(2);
    expect(cloud.invoked.slice(-2)).toEqual(['judge', 'render']);
    expect(cloud.published).toHaveLength(1);
  });

  it('comes to the verdicts of the command line', () => {
    const results = JSON.parse(String(file('results.json'))) as Results;
    expect(results.checks.length).toBeGreaterThan(20);
    expect(differences(results.checks, local.checks)).toEqual([]);
    expect(results.summary).toEqual(local.summary);
  });

  it('keeps nothing twice though it was gathered in turns, one of which crashed', () => {
    const keys = entries()
      .map(({ key }) => key)
      // Requests of a login that was cut short carry names: a login is begun anew.
      .filter((key) => key.includes('|'));
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('is shown by the API', async () => {
    const shown = await cloud.request('GET /runs/{id}', { path: `/runs/${runId}` });
    expect(JSON.parse(shown.body)).toMatchObject({
      id: runId,
      status: 'finished',
      summary: local.summary,
    });
    const { checks } = JSON.parse(shown.body) as Results;
    expect(differences(checks, local.checks)).toEqual([]);
    const list = await cloud.request('GET /runs', {
      query: `target=${encodeURIComponent(sandbox.fhirBaseUrl)}`,
    });
    expect(JSON.parse(list.body)).toMatchObject({ runs: [{ id: runId }] });
  });

  it.each([
    ['', 'text/html; charset=utf-8', '<!doctype html'],
    ['format=json', 'application/json', '{'],
    ['format=junit', 'application/xml', '<?xml'],
    ['format=fhir', 'application/fhir+json', '{'],
    ['format=csv', 'text/csv; charset=utf-8', ''],
  ])('gives its report: %s', async (query, type, start) => {
    const path = `/runs/${runId}/report`;
    const answer = await cloud.request('GET /runs/{id}/report', { path, query });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.body.trimStart().toLowerCase().startsWith(start)).toBe(true);
    expect(answer.body.length).toBeGreaterThan(500);
  });

  it('leaves evidence and no journal, no sealed secret and no lease', async () => {
    const keys = [...cloud.buckets.objects.keys()].filter((key) => key.includes(runId));
    expect(keys.map((key) => key.split('/').at(-1)).sort()).toEqual([
      'exchanges.ndjson.gz',
      'junit.xml',
      'report.html',
      'results.json',
      'summary.csv',
      'testreport.json',
    ]);
    const again = await cloud.request('POST /runs', {
      body: JSON.stringify(inSecretsManager(sandbox.config, cloud.services.secrets)),
    });
    expect(again.statusCode).toBe(202);
    const busy = await cloud.request('POST /runs', {
      body: JSON.stringify(inSecretsManager(sandbox.config, cloud.services.secrets)),
    });
    expect(busy.statusCode).toBe(409);
  });

  it('leaks no secret into files, logs or notices', () => {
    const written = [
      ...[...cloud.buckets.objects].map(([key, { bytes }]) =>
        key.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString(),
      ),
      ...cloud.logs(),
      JSON.stringify(cloud.published),
    ].join('\n');
    const leaked = [...cloud.services.secrets.values()].filter((secret) =>
      written.includes(secret),
    );
    expect(leaked).toEqual([]);
    const kept = entries();
    // A probe also sends tokens that it made up itself; they open nothing.
    const madeUp = kept.flatMap((entry) =>
      entry.kind === 'observation' && entry.key.startsWith('random ') ? [String(entry.value)] : [],
    );
    const tokens = JSON.stringify(kept).match(/Bearer (?!realm|redacted-)[^"\\\s]+/g) ?? [];
    expect(tokens.filter((token) => !madeUp.some((value) => token.includes(value)))).toEqual([]);
  });
});

describe('a run of a target that is not there', () => {
  it('is finished as unreachable', async () => {
    const runId = await begin({
      target: { fhirBaseUrl: 'http://127.0.0.1:9/fhir', allowPrivateAddresses: true },
      suites: ['g10'],
    });
    expect(await cloud.execute(runId)).toMatchObject({ status: 'SUCCEEDED' });
    const shown = await cloud.request('GET /runs/{id}', { path: `/runs/${runId}` });
    expect(JSON.parse(shown.body)).toMatchObject({ status: 'unreachable' });
  });
});

describe('the nightly run', () => {
  it('is started by the schedule with its configuration', async () => {
    const answer = await cloud.invoke('start-scheduled-run', {
      target: { fhirBaseUrl: 'https://ehr.example.org/nightly' },
    });
    const { runId } = answer as { runId: string };
    expect(JSON.parse(cloud.services.started.get(runId) ?? '')).toEqual({ runId });
  });
});

describe('a run whose secret is missing', () => {
  it('is left as interrupted, with a sentence that says why', async () => {
    const runId = await begin({
      target: { fhirBaseUrl: 'http://127.0.0.1:8/fhir', allowPrivateAddresses: true },
      auth: { bearer: { secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none' } },
    });
    const outcome = await cloud.execute(runId);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'Assay.Interrupted',
      cause: expect.stringContaining('could not be read'),
    });
    const shown = await cloud.request('GET /runs/{id}', { path: `/runs/${runId}` });
    expect(JSON.parse(shown.body)).toMatchObject({ status: 'interrupted', summary: { pass: 0 } });
    const path = `/runs/${runId}/report`;
    const report = await cloud.request('GET /runs/{id}/report', { path, query: 'format=json' });
    expect(JSON.parse(report.body)).toMatchObject({ run: { status: 'interrupted' } });
  });
});

describe('the API', () => {
  it.each([
    ['POST /runs', { body: '{"target": {}}' }, 400, 'fhirBaseUrl'],
    [
      'POST /runs',
      { body: 'target: {fhirBaseUrl: "https://e.example", color: red}' },
      400,
      'color',
    ],
    [
      'POST /runs',
      {
        body: '{"target":{"fhirBaseUrl":"https://e.example"},"auth":{"bearer":{"env":"AWS_KEY"}}}',
      },
      400,
      'AWS_KEY',
    ],
    ['GET /runs', { query: 'limit=0' }, 400, 'limit'],
    ['GET /runs', { query: 'from=nonsense' }, 400, 'cursor'],
    ['GET /runs/{id}', { path: '/runs/none' }, 404, 'none'],
    ['GET /runs/{id}/report', { path: '/runs/none/report' }, 404, 'none'],
    ['GET /runs/{id}/report', { path: '/runs/none/report', query: 'format=exe' }, 400, 'exe'],
    ['GET /launch', {}, 400, 'iss'],
    ['GET /callback', {}, 400, 'code'],
  ] as const)('refuses %s %o', async (route, about, status, said) => {
    const answer = await cloud.request(route, about);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(said);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });

  it('shows the signing keys, and nothing private of them', async () => {
    const { body, statusCode } = await cloud.request('GET /jwks.json');
    expect(statusCode).toBe(200);
    const { keys } = JSON.parse(body) as { keys: Record<string, string>[] };
    expect(keys).toMatchObject([
      { kty: 'RSA', alg: 'RS384', use: 'sig' },
      { kty: 'EC', crv: 'P-384', alg: 'ES384', use: 'sig' },
    ]);
    const members = keys.map((key) => Object.keys(key).sort());
    expect(members).toEqual([
      ['alg', 'e', 'key_ops', 'kid', 'kty', 'n', 'use'],
      ['alg', 'crv', 'key_ops', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
  });

  it.each([
    ['GET /callback', { query: 'code=abc123secret&state=xyz' }],
    ['POST /callback', { body: 'code=abc123secret&state=xyz' }],
    ['GET /callback', { query: 'error=access_denied&error_description=%3Cscript%3E' }],
    ['GET /launch', { query: 'iss=https%3A%2F%2Fehr.example%2Ffhir&launch=abc123secret' }],
  ])('takes nothing at %s that no run waits for, and repeats nothing', async (route, about) => {
    const { statusCode, body } = await cloud.request(route, about);
    expect(statusCode).toBe(400);
    expect(body).toContain('Nothing was done with it');
    expect(body).not.toMatch(/abc123secret|<script>/);
  });
});
