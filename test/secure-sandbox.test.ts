import { type ChildProcess, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Results } from '../core/results.ts';

const CLI = join(import.meta.dirname, '../cli/assay.mjs');
const home = mkdtempSync(join(tmpdir(), 'assay-secure-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGTERM');
});

const start = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: home,
    env: { ...process.env, ASSAY_HOME: join(home, '.assay'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
};

const ended = (child: ChildProcess): Promise<{ code: number | null; err: string }> => {
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, err })));
};

interface Ready {
  readonly fhirBaseUrl: string;
  readonly configFile: string;
}

const ready = (child: ChildProcess): Promise<Ready> =>
  new Promise((resolve) =>
    child.stdout?.once('data', (line) => resolve(JSON.parse(String(line)) as Ready)),
  );

const resultsIn = (folder: string): Results =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;

const verdictsIn = (folder: string) =>
  resultsIn(folder).checks.map(({ id, verdict }) => [id, verdict]);

describe('a sandbox over TLS', () => {
  it('is run against by its own configuration, and judged again when it is gone', async () => {
    const sandbox = start('sandbox', '--tls', '--smart', '2.2.0', '--us-core', '7.0.0');
    const { fhirBaseUrl, configFile } = await ready(sandbox);
    expect(fhirBaseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/fhir\/r4$/);
    const config = JSON.parse(readFileSync(configFile, 'utf8'));
    expect(config.options).toMatchObject({ smart: '2.2.0', usCore: '7.0.0' });
    const authority = readFileSync(config.target.caFile, 'utf8');
    expect(new X509Certificate(authority).ca).toBe(true);
    expect(authority).not.toContain('PRIVATE KEY');

    const folder = join(home, 'run');
    const only = ['--only', 'security', '--only', 'cors'];
    const run = await ended(start('run', '--config', configFile, '--out', folder, ...only));
    expect(run.code).toBe(0);
    const before = verdictsIn(folder);
    expect(before).toHaveLength(16);
    expect(new Set(before.map(([, verdict]) => verdict))).toEqual(new Set(['pass']));

    sandbox.kill('SIGTERM');
    await ended(sandbox);
    expect((await ended(start('rejudge', folder))).code).toBe(0);
    expect(verdictsIn(folder)).toEqual(before);
  }, 60_000);

  it('says why nobody can connect when its certificate has ended', async () => {
    const folder = join(home, 'expired');
    const fault = ['--fault', 'tls-certificate-expired', '--only', 'security'];
    const { code, err } = await ended(start('demo', '--out', folder, ...fault));
    expect(code).toBe(3);
    expect(err).toContain('CERT_HAS_EXPIRED');
    const { checks } = resultsIn(folder);
    const certificate = checks.find(({ id }) => id === 'security.tls.certificate');
    expect(certificate?.verdict).toBe('fail');
    expect(certificate?.message).toMatch(/expired on \d{4}-\d\d-\d\d/);
  }, 60_000);
});
