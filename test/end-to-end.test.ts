import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../core/exchange.ts';
import type { Results } from '../core/results.ts';
import { startSandbox } from '../sandbox/server.ts';

const CLI = join(import.meta.dirname, '../cli/assay.mjs');
const home = mkdtempSync(join(tmpdir(), 'assay-e2e-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const start = (args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } => {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: home,
    env: { ...process.env, ASSAY_HOME: join(home, '.assay'), NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended };
};

const assay = (...args: string[]): Promise<Ended> => start(args).ended;

const resultsIn = (folder: string): Results =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;

const verdictsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(resultsIn(folder).checks.map(({ id, verdict }) => [id, verdict]));

const journalOf = (folder: string): JournalEntry[] =>
  gunzipSync(readFileSync(join(folder, 'exchanges.ndjson.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the demo', () => {
  const folder = join(home, 'demo');
  let demo: Ended;
  beforeAll(async () => {
    demo = await assay('demo', '--out', folder);
  });

  it('ends well and says where the report is', () => {
    expect(demo.err).not.toContain('defect');
    expect(demo.code).toBe(0);
    expect(demo.out).toContain('demo/report.html');
    expect(demo.err).toMatch(/Patient +\d+\/\d+/);
  });

  it('leaves the files of the contract', () => {
    expect(readdirSync(folder).sort()).toEqual(
      [
        'exchanges.ndjson.gz',
        'junit.xml',
        'report.html',
        'results.json',
        'run.json',
        'summary.csv',
        'testreport.json',
      ].sort(),
    );
    const { summary, schemaVersion } = resultsIn(folder);
    expect(schemaVersion).toBe(1);
    expect(summary.fail + summary.error + summary.skip).toBe(0);
  });

  it('is judged again to the same verdicts with the sandbox gone', async () => {
    const before = verdictsIn(folder);
    const again = await assay('rejudge', folder);
    expect(again.code).toBe(0);
    expect(verdictsIn(folder)).toEqual(before);
    expect(resultsIn(folder).run.rejudgedAt).toBeDefined();
  });

  it('is listed, with its outcome', async () => {
    const { out } = await assay('runs', '--json');
    expect(JSON.parse(out)).toMatchObject([
      { status: 'finished', target: { name: 'Sandbox EHR' } },
    ]);
  });

  it('is rendered again', async () => {
    const { code, out } = await assay(
      'report',
      folder,
      '--format',
      'html,junit,fhir,csv,json',
      '--out',
      join(home, 'again'),
    );
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(5);
  });

  it('compares to itself as unchanged, to a broken one as worse', async () => {
    expect((await assay('compare', folder, folder)).code).toBe(0);
    const broken = join(home, 'broken');
    const run = await assay(
      'demo',
      '--out',
      broken,
      '--fault',
      'token-no-pragma',
      '--only',
      'token',
    );
    expect(run.code).toBe(1);
    expect(run.out).toContain('token.response.pragma');
    const worse = await assay('compare', folder, broken, '--json');
    expect(worse.code).toBe(1);
    expect(JSON.parse(worse.out).worse).toMatchObject([{ id: 'token.response.pragma' }]);
    expect((await assay('compare', broken, folder)).code).toBe(0);
  });
});

/** A sandbox that remembers every secret it handed out or was shown. */
async function spiedSandbox() {
  const sandbox = await startSandbox();
  const secrets = new Set<string>();
  const challenges = new Set<string>();
  const { port } = new URL(sandbox.fhirBaseUrl);
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(request.headers as Record<string, string>),
        'x-forwarded-host': request.headers.host ?? '',
        'accept-encoding': 'identity',
      },
      redirect: 'manual',
      ...(sent.length === 0 ? {} : { body: sent }),
    });
    const body = await answer.text();
    const challenge = /[?&]code_challenge=([\w-]+)/.exec(request.url ?? '')?.[1];
    if (challenge !== undefined) challenges.add(challenge);
    const note = (text: string | null | undefined): void => {
      const found = text?.matchAll(
        /(?:"(?:access_token|refresh_token)"\s*:\s*"|[?&](?:code|code_verifier|client_secret|password|refresh_token)=|^(?:code|code_verifier|client_secret|password|refresh_token)=)([^"&\s]+)/g,
      );
      for (const [, secret] of found ?? [])
        if (secret !== undefined) secrets.add(decodeURIComponent(secret));
    };
    note(answer.headers.get('location'));
    note(body.includes('_token"') ? body : '');
    note(sent.toString());
    for (const cookie of answer.headers.getSetCookie()) {
      const value = cookie.split(';')[0]?.split('=').slice(1).join('=');
      if (value !== undefined && value.length > 7) secrets.add(value);
    }
    const [scheme, credentials] = request.headers.authorization?.split(' ') ?? [];
    if (scheme === 'Bearer' && credentials !== undefined) secrets.add(credentials);
    if (scheme === 'Basic') {
      const [, secret] = Buffer.from(credentials ?? '', 'base64')
        .toString()
        .split(':');
      if (secret !== undefined) secrets.add(decodeURIComponent(secret));
    }
    const signature = /"id_token"\s*:\s*"[\w-]+\.[\w-]+\.([\w-]+)"/.exec(body)?.[1];
    if (signature !== undefined) secrets.add(signature);
    const headers = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) =>
          !/^(set-cookie|content-length|transfer-encoding|connection|content-encoding|keep-alive)$/.test(
            name,
          ),
      ),
    );
    response.writeHead(answer.status, { ...headers, 'set-cookie': answer.headers.getSetCookie() });
    response.end(body);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const own = (proxy.address() as AddressInfo).port;
  const config = JSON.parse(
    JSON.stringify(sandbox.config).replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${own}`),
  );
  return {
    config,
    secrets,
    challenges,
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await sandbox.close();
    },
  };
}

describe('secrets', () => {
  it('are in no byte of run folder, store or output', async () => {
    const sandbox = await spiedSandbox();
    const configFile = join(home, 'spied.json');
    writeFileSync(configFile, JSON.stringify(sandbox.config));
    const folder = join(home, 'spied');
    const run = await assay('run', '--config', configFile, '--out', folder);
    await sandbox.close();
    expect(run.code, run.err + run.out).toBe(0);
    expect(sandbox.secrets.size).toBeGreaterThan(10);
    // What was made up to be refused is no secret, nor a challenge sent where a verifier is due.
    const madeUp = new Set(
      journalOf(folder).map((entry) => (entry.kind === 'observation' ? entry.value : undefined)),
    );
    const kept = [...sandbox.secrets].filter(
      (secret) =>
        secret.length >= 8 &&
        !/^BAD_/.test(secret) &&
        !sandbox.challenges.has(secret) &&
        !madeUp.has(secret),
    );
    const texts = [...filesBelow(folder), ...filesBelow(join(home, '.assay'))].map((file) => {
      const bytes = readFileSync(file);
      return [file, (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')] as const;
    });
    for (const [file, text] of [...texts, ['output', run.out + run.err] as const]) {
      for (const secret of kept) {
        const at = text.indexOf(secret);
        expect(at < 0 ? '' : `${file}: ${text.slice(Math.max(0, at - 150), at + 60)}`).toBe('');
      }
    }
  });

  it('lie in files that only their owner may read', () => {
    const key = filesBelow(join(home, '.assay')).find((file) => file.endsWith('vault.key'));
    expect(statSync(key ?? '').mode & 0o077).toBe(0);
  });
});

const asked = (folder: string): string[] =>
  journalOf(folder).flatMap((entry) => (entry.kind === 'exchange' ? [entry.key] : []));

describe('a run that is killed', () => {
  it.each([5, 20, 45, 70])(
    'after %i requests is listed as interrupted and finished without asking again',
    async (after) => {
      const sandbox = await startSandbox({ latencyMs: 15 });
      const configFile = join(home, `killed-${after}.json`);
      writeFileSync(configFile, JSON.stringify(sandbox.config));
      const folder = join(home, `killed-${after}`);
      // The groups whose requests lean on each other; what is asked of data is all alike.
      const only = ['smart-discovery', 'standalone-launch', 'token', 'refresh', 'patient'];
      const selection = only.flatMap((group) => ['--only', group]);
      const { child, ended } = start([
        'run',
        '--config',
        configFile,
        '--out',
        folder,
        ...selection,
      ]);
      while (sandbox.requests() < after && child.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      child.kill('SIGKILL');
      await ended;
      const { out } = await assay('runs', '--json');
      const listed = (JSON.parse(out) as { status: string; folder: string }[]).find(
        (run) => run.folder === folder,
      );
      expect(listed?.status).toBe('interrupted');
      const before = sandbox.requests();
      const kept = readFileSync(join(folder, 'journal.ndjson'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"kind":"exchange"')).length;
      const resumed = await assay('run', '--resume', folder);
      expect(resumed.code, resumed.err + resumed.out).toBe(0);
      // A login cut in two is made again as a whole; nothing else is asked for twice.
      const keys = asked(folder).filter((key) => key.includes('|'));
      expect(new Set(keys).size).toBe(keys.length);
      const total = asked(folder).length;
      expect(sandbox.requests() - before).toBeLessThanOrEqual(total - kept + 4);
      await sandbox.close();
    },
    60_000,
  );

  it('stops cleanly on Ctrl-C and says how to go on', async () => {
    const sandbox = await startSandbox({ latencyMs: 30 });
    const configFile = join(home, 'stopped.json');
    writeFileSync(configFile, JSON.stringify(sandbox.config));
    const folder = join(home, 'stopped');
    const { child, ended } = start([
      'run',
      '--config',
      configFile,
      '--out',
      folder,
      '--skip',
      'bulk',
    ]);
    while (sandbox.requests() < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    const stopped = await ended;
    expect(stopped.out).toContain('--resume');
    expect(resultsIn(folder).run.status).toBe('interrupted');
    const resumed = await assay('run', '--resume', folder);
    expect(resumed.code, resumed.err).toBe(0);
    await sandbox.close();
  });
});

describe('what cannot be run', () => {
  it.each([
    ['no target', ['run'], 2, /one of --config FILE, --target URL or --resume DIR/],
    ['no such file', ['run', '--config', 'none.yaml'], 2, /none\.yaml cannot be read/],
    ['no such command', ['fly'], 2, /unknown command/],
    ['no such option', ['run', '--fast'], 2, /unknown option/],
    ['no such suite', ['checks', '--suite', 'x'], 2, /suites: "x" is not a suite/],
    ['no such version', ['checks', '--us-core', '1.0'], 2, /options\.usCore: "1\.0"/],
    [
      'no such fault',
      ['demo', '--fault', 'token-no-pragmatism'],
      2,
      /is not a fault of the sandbox/,
    ],
    ['no run folder', ['rejudge', '.'], 2, /is not a run folder/],
    [
      'an unset secret',
      ['run', '--target', 'http://127.0.0.1:1/f', '--allow-private', '--bearer-env', 'ASSAY_UNSET'],
      2,
      /ASSAY_UNSET/,
    ],
    [
      'a private address',
      ['run', '--target', 'http://127.0.0.1:1/fhir'],
      2,
      /target\.allowPrivateAddresses/,
    ],
    [
      'a refused connection',
      ['run', '--target', 'http://127.0.0.1:1/fhir', '--allow-private'],
      3,
      /refused the connection/,
    ],
    [
      'a host that is not',
      ['run', '--target', 'http://no-such-host.invalid/fhir'],
      3,
      /could not be resolved/,
    ],
  ] as const)('%s ends with one sentence', async (_case, args, code, sentence) => {
    const ended = await assay(...args);
    expect(ended.code, ended.err).toBe(code);
    expect(ended.err).toMatch(sentence);
    expect(ended.err).not.toMatch(/at .*\.ts:\d+/);
  });

  it('a configuration with mistakes names each with line and path', async () => {
    writeFileSync(join(home, 'bad.yaml'), 'target:\n  fhirBaseUrl: nope\n  colour: red\n');
    const { code, err } = await assay('run', '--config', 'bad.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.yaml:2:16: target\.fhirBaseUrl/);
    expect(err).toMatch(/bad\.yaml:3:\d+: target\.colour is not a known key/);
  });

  it.each(['run', 'demo', 'sandbox', 'checks', 'rejudge', 'report', 'compare', 'runs', 'validate'])(
    '%s has --help',
    async (command) => {
      const { code, out } = await assay(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`Usage: assay ${command}`);
    },
  );
});

describe('the sandbox command', () => {
  it('says where it is in one JSON line, gives a config that runs, and stops', async () => {
    const { child, ended } = start(['sandbox']);
    const line = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (chunk) => resolve(String(chunk))),
    );
    const { fhirBaseUrl, configFile, faults } = JSON.parse(line);
    expect(faults).toEqual([]);
    expect((await fetch(`${fhirBaseUrl}/metadata`)).status).toBe(200);
    const run = await assay(
      'run',
      '--config',
      configFile,
      '--out',
      join(home, 'by-config'),
      '--only',
      'capability',
    );
    expect(run.code, run.err).toBe(0);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});
