import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../adapters/browser/find-chromium.ts';
import { startRun } from '../cli/execute-run.ts';
import { loginTraces, traceLines } from '../cli/login-trace.ts';
import type { RunConfig } from '../core/config.ts';
import { Journal } from '../core/journal.ts';
import { replay } from '../core/engine.ts';
import { checkConfig } from '../core/parse-config.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { planRun } from '../testsuites/catalogue.ts';

const HAS_BROWSER = findChromium() !== undefined;
const home = mkdtempSync(join(tmpdir(), 'assay-browser-'));
const before = process.env['ASSAY_HOME'];

beforeAll(() => {
  process.env['ASSAY_HOME'] = join(home, '.assay');
});
afterAll(() => {
  if (before === undefined) delete process.env['ASSAY_HOME'];
  else process.env['ASSAY_HOME'] = before;
  rmSync(home, { recursive: true, force: true });
});

const DRY = { only: ['login'] };

const withClients = (config: RunConfig, roles: readonly string[]): RunConfig => ({
  ...config,
  auth: {
    ...config.auth,
    clients: Object.fromEntries(
      Object.entries(config.auth.clients).filter(([role]) => roles.includes(role)),
    ),
  },
});

describe.skipIf(!HAS_BROWSER)(
  `logins in a browser${HAS_BROWSER ? '' : ' (skipped: no Chromium on the path)'}`,
  () => {
    let sandbox: Sandbox;
    let config: RunConfig;
    const folder = join(home, 'run');
    beforeAll(async () => {
      sandbox = await startSandbox({ pages: 'script', tls: true });
      config = checkConfig(sandbox.config, 'sandbox');
    });
    afterAll(() => sandbox?.close());

    it('every kind of launch gets through pages that a script builds, and is replayed without a browser', {
      timeout: 120_000,
    }, async () => {
      const done = await startRun({ config, selection: DRY, folder });
      const told = traceLines(loginTraces(done.results.checks, done.journal ?? []));
      const verdicts = Object.fromEntries(
        done.results.checks.map(({ id, verdict }) => [id, verdict]),
      );
      expect(verdicts, told.join('\n')).toEqual({
        'login.standalone': 'pass',
        'login.limited': 'pass',
        'login.selection': 'pass',
        'login.ehr': 'pass',
        'login.public': 'pass',
        'login.asymmetric': 'pass',
        'login.shortLived': 'pass',
        'login.revocation': 'pass',
      });
      const again = await replay(config, planRun(config, DRY), new Journal(done.journal ?? []));
      for (const role of ['standalone', 'ehr']) {
        expect(again.get(`authorization(login-${role})`)).toMatchObject({
          outcome: { kind: 'redirected' },
          first: { response: { status: 200 } },
        });
      }
    });

    it('leaves pictures and a report that shows them, and no secret in any file', () => {
      const files = readdirSync(folder);
      const pictures = files.filter((name) => name.startsWith('screenshot-'));
      expect(pictures.length).toBeGreaterThan(2);
      const report = readFileSync(join(folder, 'report.html'), 'utf8');
      expect(report).toContain('src="data:image/jpeg;base64,');
      expect(report).toMatch(/href="#page-1">picture</);
      const journal = gunzipSync(readFileSync(join(folder, 'exchanges.ndjson.gz'))).toString();
      const secretFiles = [...JSON.stringify(config).matchAll(/"file":"([^"]+)"/g)];
      const secrets = secretFiles
        .map(([, file]) => readFileSync(file ?? '', 'utf8'))
        .filter((text) => !text.startsWith('{'));
      expect(secrets.length).toBeGreaterThan(2);
      for (const secret of secrets) {
        expect(journal.includes(secret)).toBe(false);
        expect(report.includes(secret)).toBe(false);
      }
      expect(journal).toMatch(/redacted-code-[0-9a-f]{16}/);
      expect(journal).not.toMatch(/\bcode["=][^r&\\]{20}/);
    });

    it('what an app was given is taken back on the page of the EHR', {
      timeout: 120_000,
    }, async () => {
      const paged = await startSandbox({ pages: 'script', faults: ['revocation-by-page'] });
      try {
        const done = await startRun({
          config: checkConfig(paged.config, 'sandbox'),
          selection: { only: ['token.revocation.*'] },
          folder: join(home, 'revocation'),
        });
        expect(done.results.checks.map(({ verdict, message }) => [verdict, message])).toEqual(
          done.results.checks.map(() => ['pass', expect.any(String)]),
        );
        const keys = (done.journal ?? []).map(({ key }) => key);
        expect(keys).toContain('revocation/revoker/browser');
      } finally {
        await paged.close();
      }
    });

    it('pages of plain forms are driven alike, and no picture stays where bodies do not', {
      timeout: 60_000,
    }, async () => {
      const plain = await startSandbox();
      try {
        const { auth, ...rest } = checkConfig(plain.config, 'sandbox');
        const { standalone } = auth.clients;
        const password = JSON.stringify(auth.clients).match(/"file":"([^"]*\/password)"/)?.[1];
        if (standalone === undefined || password === undefined) throw new Error('no client');
        const login = {
          driver: 'browser',
          steps: [
            { fill: { '#username': 'jonas', '#password': { file: password } }, click: '#sign-in' },
            { check: ['#patient-eleanor-voss'], click: '#choose-patient' },
            { waitForUrl: '/oauth/', expectText: 'offline access', click: '#allow' },
          ],
        } as const;
        const done = await startRun({
          config: {
            ...rest,
            evidence: { ...rest.evidence, bodies: 'masked' },
            auth: { ...auth, clients: { standalone: { ...standalone, login } } },
          },
          selection: DRY,
          folder: join(home, 'plain'),
        });
        expect(
          done.results.checks.map(({ id, verdict, message }) => [id, verdict, message]),
        ).toEqual([['login.standalone', 'pass', expect.any(String)]]);
        const files = readdirSync(join(home, 'plain'));
        expect(files.filter((name) => name.startsWith('screenshot-'))).toEqual([]);
      } finally {
        await plain.close();
      }
    });

    it('a selector that is not there is told with what is near it', {
      timeout: 60_000,
    }, async () => {
      const one = withClients(config, ['standalone']);
      const { standalone } = one.auth.clients;
      if (standalone?.login?.driver !== 'browser') throw new Error('no browser login');
      const [signIn, ...rest] = standalone.login.steps;
      const { optional: _optional, ...mandatory } = { ...signIn, click: '#signin' };
      const login = { ...standalone.login, steps: [mandatory, ...rest], timeoutSeconds: 1 };
      const done = await startRun({
        config: {
          ...one,
          auth: { ...one.auth, clients: { standalone: { ...standalone, login } } },
        },
        selection: DRY,
        folder: join(home, 'wrong'),
      });
      const [check] = done.results.checks;
      expect(check).toMatchObject({ verdict: 'fail' });
      expect(check?.message).toContain('does not fit this page');
      const text = traceLines(loginTraces(done.results.checks, done.journal ?? [])).join('\n');
      expect(text).toContain('not found: #signin');
      expect(text).toContain('#user-name');
    });
  },
);

describe('a dry run of logins by forms', () => {
  it('tells each page, and what is near where the way ends', async () => {
    const sandbox = await startSandbox();
    try {
      const config = withClients(checkConfig(sandbox.config, 'sandbox'), ['standalone', 'ehr']);
      const done = await startRun({ config, selection: DRY, folder: join(home, 'forms') });
      expect(done.results.checks.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
      const lines = traceLines(loginTraces(done.results.checks, done.journal ?? []));
      expect(lines.join('\n')).toContain('Sign in to Sandbox EHR');
      expect(lines.join('\n')).toContain('Whose record?');
      expect(lines.join('\n')).toContain('Open an app');
      const { standalone } = config.auth.clients;
      if (standalone?.login?.driver !== 'form') throw new Error('no form login');
      const login = { driver: 'form', steps: [{ form: '#signin', click: '#go' }] } as const;
      const wrong = await startRun({
        config: {
          ...config,
          auth: { ...config.auth, clients: { standalone: { ...standalone, login } } },
        },
        selection: DRY,
        folder: join(home, 'wrong-forms'),
      });
      expect(wrong.results.checks[0]).toMatchObject({ verdict: 'fail' });
      const told = traceLines(loginTraces(wrong.results.checks, wrong.journal ?? [])).join('\n');
      expect(told).toContain('#sign-in  button submit "Sign in"');
    } finally {
      await sandbox.close();
    }
  });
});

describe('where there is no browser', () => {
  it('a run that needs one says so before it asks anything', async () => {
    const sandbox = await startSandbox({ pages: 'script' });
    const named = process.env['ASSAY_CHROMIUM'];
    process.env['ASSAY_CHROMIUM'] = join(home, 'no-such-program');
    try {
      const config = checkConfig(sandbox.config, 'sandbox');
      writeFileSync(join(home, 'not-a-program'), '');
      await expect(
        startRun({ config, selection: DRY, folder: join(home, 'none') }),
      ).rejects.toThrow(/needs Chromium or Chrome, and there is none/);
      expect(sandbox.requests()).toBe(0);
    } finally {
      if (named === undefined) delete process.env['ASSAY_CHROMIUM'];
      else process.env['ASSAY_CHROMIUM'] = named;
      await sandbox.close();
    }
  });
});
