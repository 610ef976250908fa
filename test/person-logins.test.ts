import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import type { ClientConfig, FormStep } from '../core/config.ts';
import type { Results } from '../core/results.ts';
import { checkConfig } from '../core/parse-config.ts';
import { startSandbox } from '../sandbox/server.ts';
import { CookieJar } from '../testsuites/launch/cookie-jar.ts';
import { through, workOn } from './simulated-person.ts';

const CLI = join(import.meta.dirname, '../cli/assay.mjs');
const home = mkdtempSync(join(tmpdir(), 'assay-person-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** Runs what is named by the command; `act` is what somebody does who reads that a login waits. */
async function run(config: object, only: string, act: (line: string) => Promise<void>) {
  const folder = mkdtempSync(join(home, 'run-'));
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  const out = join(folder, 'out');
  const child = spawn(
    process.execPath,
    [CLI, 'run', '--config', file, '--only', only, '--out', out],
    { env: { ...process.env, ASSAY_HOME: join(home, '.assay'), NO_COLOR: '1' } },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  const acts: Promise<void>[] = [];
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
    for (const [line] of String(chunk).matchAll(/^Login ".*$/gm)) acts.push(act(line));
  });
  child.stdout.resume();
  const code = await ended;
  await Promise.all(acts);
  const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
  const verdicts = Object.fromEntries(results.checks.map(({ id, verdict }) => [id, verdict]));
  const journal = gunzipSync(readFileSync(join(out, 'exchanges.ndjson.gz'))).toString();
  return { code, err, journal, results, verdicts };
}

it('a person logs in, opens the app in the EHR, and answers with the wrong state', {
  timeout: 60_000,
}, async () => {
  const sandbox = await startSandbox();
  const port = await freePort();
  const ours = `http://127.0.0.1:${port}`;
  try {
    const config = checkConfig(sandbox.config, 'sandbox');
    const { standalone, ehr, public: late } = config.auth.clients;
    if (standalone?.login?.driver !== 'form' || ehr?.login?.driver !== 'form') {
      throw new Error('no form logins');
    }
    const [own, launcher, clinician] = [
      standalone.login.steps,
      ehr.login.launcher,
      ehr.login.steps,
    ];
    const person = (seconds: number) => ({
      redirectUri: `${ours}/callback`,
      login: { driver: 'person', timeoutSeconds: seconds },
    });
    const clients = {
      standalone: { ...standalone, ...person(30) },
      ehr: { ...ehr, ...person(30), launchUri: `${ours}/launch` },
      public: { ...late, ...person(1) },
    };
    const act = async (round = ''): Promise<void> => {
      if (round === 'login-public') return;
      if (round === 'login-standalone') {
        const foreign = await fetch(`${ours}/callback?code=stolen-code&state=foreign`);
        expect(foreign.status).toBe(400);
        await logIn(ours, own);
        return;
      }
      const jar = new CookieJar();
      const url = launcher?.url.replace(/launch_uri=.*/, `launch_uri=${ours}/launch`) ?? '';
      const launched = await through(url, `${ours}/launch`, launcher?.steps ?? [], jar);
      const onward = await fetch(launched, { redirect: 'manual' });
      const form = await (await fetch(`${ours}${onward.headers.get('location')}`)).text();
      const action = /action="([^"]+)"/.exec(form)?.[1] ?? '';
      const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as const,
      );
      const back = await through(action, `${ours}/callback`, clinician, jar, fields);
      expect(await (await fetch(back)).text()).toContain('Logged in');
    };

    const { code, err, journal, results, verdicts } = await run(
      { ...config, auth: { clients } },
      'login',
      (line) => act(/^Login "([\w-]+)"/.exec(line)?.[1]),
    );
    expect(verdicts, err).toEqual({
      'login.standalone': 'pass',
      'login.ehr': 'pass',
      'login.public': 'fail',
    });
    expect(code).toBe(1);
    expect(results.checks.find(({ id }) => id === 'login.public')?.message).toContain(
      'Nobody came back from the login within 1 s',
    );
    expect(err).toContain('open the app from inside the EHR');
    expect(journal).toContain('its state belongs to no login of this run');
    expect(journal).not.toContain('stolen-code');
    expect(journal).toMatch(/redacted-code-/);
  } finally {
    await sandbox.close();
  }
});

it('a person logs in, takes it back at the EHR and says so', { timeout: 60_000 }, async () => {
  const sandbox = await startSandbox({ faults: ['revocation-by-page'] });
  const ours = `http://127.0.0.1:${await freePort()}`;
  try {
    const config = checkConfig(sandbox.config, 'sandbox');
    const { standalone, revocation } = config.auth.clients;
    if (revocation?.login?.driver !== 'form') throw new Error('no form to replace');
    const { steps, revoker } = revocation.login;
    if (revoker === undefined) throw new Error('no page to take it back on');
    const person: ClientConfig = {
      ...revocation,
      redirectUri: `${ours}/callback`,
      login: { driver: 'person', timeoutSeconds: 30, revoker: { url: revoker.url } },
    };
    const lines: string[] = [];
    const { code, err, verdicts } = await run(
      { ...config, auth: { clients: { standalone, revocation: person } } },
      'token.revocation.*',
      (line) => {
        lines.push(line);
        return line.includes('take back') ? takeBack(ours, revoker) : logIn(ours, steps);
      },
    );
    expect(verdicts, err).toEqual({
      'token.revocation.within-one-hour': 'pass',
      'token.revocation.access-denied': 'pass',
      'token.revocation.refresh-denied': 'pass',
      'token.revocation.introspected': 'pass',
    });
    expect(lines).toHaveLength(2);
    expect(err).toContain('take back at the EHR what the app "assay-withdrawn" was given');
    expect(code).toBe(0);
  } finally {
    await sandbox.close();
  }
});

const led = async (ours: string): Promise<{ page: string; to: string }> => {
  const page = await (await fetch(`${ours}/`)).text();
  const go = /\/go\/[\w-]+/.exec(page)?.[0];
  const answer = await fetch(`${ours}${go}`, { redirect: 'manual' });
  return { page, to: answer.headers.get('location') ?? '' };
};

async function logIn(ours: string, steps: readonly FormStep[]): Promise<void> {
  const { to } = await led(ours);
  const back = await through(to, `${ours}/callback`, steps, new CookieJar());
  expect(await (await fetch(back)).text()).toContain('Logged in');
}

/** Fills in the EHR's page as a person would, and comes back to say so. */
async function takeBack(ours: string, { steps }: { steps: readonly FormStep[] }): Promise<void> {
  const { page, to } = await led(ours);
  expect(await workOn(to, steps)).toContain('can read nothing of yours any more');
  const done = /\/done\/[\w-]+/.exec(page)?.[0];
  const noted = await fetch(`${ours}${done}`, { method: 'POST' });
  expect(await noted.text()).toContain('now tries');
}
