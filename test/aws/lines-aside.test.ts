import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
import { type LocalCloud, startLocalCloud } from './local-cloud.ts';

/** Enough that the file of observations is more than one function judges by the way. */
const PATIENTS = 9000;

const KEY_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:assay-backend-key';

interface BackendConfig {
  readonly clientId: string;
  readonly scopes: string;
  readonly key: { readonly jwk: { readonly file: string } };
}

/** What the sandbox is configured by, but for people: only systems ask it for data. */
function systemsOnly({ config }: Sandbox): { readonly config: object; readonly keyFile: string } {
  const { auth, ...rest } = config as { auth: { clients: { backend: BackendConfig } } };
  const { backend } = auth.clients;
  return {
    config: { ...rest, patients: [], auth: { clients: { backend } } },
    keyFile: backend.key.jwk.file,
  };
}

const withKey = (config: object, jwk: object): object => {
  const { auth, ...rest } = config as { auth: { clients: { backend: BackendConfig } } };
  return { ...rest, auth: { clients: { backend: { ...auth.clients.backend, key: { jwk } } } } };
};

const told = ({ checks }: Results): Record<string, string> =>
  Object.fromEntries(
    checks
      .filter(({ id }) => id.startsWith('bulk.'))
      .map(({ id, verdict, message }) => [id, `${verdict}: ${message}`]),
  );

describe('an export whose lines are judged by functions of their own', () => {
  let cloud: LocalCloud;
  let sandbox: Sandbox;
  let outcome: Outcome;
  let local: Results;
  let runId: string;
  const file = (name: string): Buffer =>
    [...cloud.buckets.objects].find(([key]) => key.endsWith(`/runs/${runId}/${name}`))?.[1].bytes ??
    Buffer.alloc(0);

  beforeAll(async () => {
    [cloud, sandbox] = await Promise.all([
      startLocalCloud({ privateTargets: true }),
      startSandbox({ patients: PATIENTS, faults: ['bulk-file-malformed-line'] }),
    ]);
    const { config, keyFile } = systemsOnly(sandbox);
    const home = mkdtempSync(join(tmpdir(), 'assay-home-'));
    const before = process.env['ASSAY_HOME'];
    process.env['ASSAY_HOME'] = home;
    try {
      const folder = join(home, 'run');
      const run = { config: checkConfig(config, 'sandbox'), selection: {}, folder };
      local = (await startRun(run)).results;
    } finally {
      if (before === undefined) delete process.env['ASSAY_HOME'];
      else process.env['ASSAY_HOME'] = before;
      rmSync(home, { recursive: true, force: true });
    }
    cloud.services.secrets.set(KEY_ARN, readFileSync(keyFile, 'utf8').trim());
    const body = JSON.stringify(withKey(config, { secretArn: KEY_ARN }));
    const started = await cloud.request('POST /runs', { body });
    expect(started.statusCode, started.body).toBe(202);
    ({ runId } = JSON.parse(started.body) as { runId: string });
    outcome = await cloud.execute(runId);
  }, 300_000);
  afterAll(async () => {
    await cloud?.close();
    await sandbox?.close();
  });

  it('goes through the distributed map to the end', () => {
    expect(outcome, cloud.logs().join('\n')).toEqual({ status: 'SUCCEEDED', output: { runId } });
    expect(cloud.invoked.filter((name) => name === 'judge-lines').length).toBeGreaterThan(1);
  });

  it('comes to what the command line comes to, word for word', () => {
    const results = JSON.parse(file('results.json').toString()) as Results;
    const { 'bulk.file.ndjson': lines } = told(results);
    expect(lines).toMatch(/^fail: .*Observation\.ndjson, line 1: the line is no JSON/);
    const differing = Object.entries(told(results)).filter(
      ([id, text]) => text !== told(local)[id],
    );
    // Instants differ from run to run; nothing else does.
    expect(differing.filter(([, text]) => !/\d\d:\d\d:\d\d/.test(text))).toEqual([]);
    expect(results.summary).toEqual(local.summary);
  });

  it('leaves no lines behind, and no token anywhere', () => {
    const keys = [...cloud.buckets.objects.keys()].filter((key) => key.includes('/lines/'));
    expect(keys).toEqual([]);
    const entries = gunzipSync(file('exchanges.ndjson.gz'))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalEntry);
    const asides = entries.filter(({ key }) => key.startsWith('aside '));
    expect(asides.length).toBeGreaterThan(0);
    const written = [...cloud.logs(), JSON.stringify(asides)].join('\n');
    expect(written).not.toMatch(/Bearer (?!redacted-)/);
  });
});
