import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../adapters/browser/find-chromium.ts';
import { checkConfig } from '../../core/parse-config.ts';
import type { LoginConfig } from '../../core/config.ts';
import type { Results } from '../../core/results.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { CookieJar } from '../../testsuites/launch/cookie-jar.ts';
import { through, workOn } from '../simulated-person.ts';
import { spiedSandbox } from '../spied-sandbox.ts';
import type { Outcome } from './asl-interpreter.ts';
import { inSecretsManager } from './in-secrets-manager.ts';
import { type ApiAnswer, type LocalCloud, startLocalCloud } from './local-cloud.ts';

const program = findChromium();
const API = 'https://assay.example.org/';
const CHECKS = [
  'token.exchange.success',
  'token.response.access_token',
  'smart.aud.invalid',
  'smart.ehr.launch.launch',
  'smart.ehr.authorize.post',
  'smart.ehr.redirect.code',
  'smart.public.launch',
  'smart.backend.jwks-url',
  'token.revocation.within-one-hour',
];

/** Nobody logs in; a key is fetched and refused. */
const LACKING = ['smart.public.launch', 'smart.backend.jwks-url'];

interface ShownLogin {
  readonly page: string;
  readonly round: string;
  readonly stage: string;
  readonly url?: string;
}

let cloud: LocalCloud;
let sandbox: Awaited<ReturnType<typeof spiedSandbox>>;
beforeAll(async () => {
  // The layer is of Amazon Linux; here the same function starts the browser of this machine.
  const chromium = mkdtempSync(join(tmpdir(), 'assay-layer-'));
  const variables = { CHROMIUM: program ?? '/none' };
  [cloud, sandbox] = await Promise.all([
    startLocalCloud({ privateTargets: true, chromium, variables }),
    spiedSandbox({ faults: ['revocation-by-page'] }),
  ]);
});
afterAll(async () => {
  await cloud.close();
  await sandbox.close();
});

const refusalIn = ({ statusCode, body }: ApiAnswer): string =>
  `${statusCode} ${/refused: ([^.]+)/.exec(body)?.[1] ?? body}`;

describe('a run in AWS whose logins are a person’s', () => {
  let runId: string;
  let outcome: Outcome;
  const waiting: ShownLogin[] = [];
  const refusals: string[] = [];
  const codes: string[] = [];
  let sealedWhileOpen: readonly Readonly<Record<string, unknown>>[] = [];

  const shownRun = async () =>
    JSON.parse(
      (await cloud.request('GET /runs/{id}', { path: `/runs/${runId}` })).body,
    ) as Results & { readonly login?: ShownLogin };

  const callback = async (query: string): Promise<ApiAnswer> =>
    cloud.request('GET /callback', { query });

  /** What the pages of the run lead to: an address, or a form to send. */
  const onward = async (path: string): Promise<{ url: string; form?: [string, string][] }> => {
    for (;;) {
      const { statusCode, headers, body } = await cloud.request('GET /login/{ticket}', { path });
      if (statusCode === 303) return { url: headers['location'] ?? '' };
      const url = /action="([^"]+)"/.exec(body)?.[1];
      const fields = [...body.matchAll(/name="([^"]+)" value="([^"]*)"/g)];
      if (url !== undefined) {
        const form = fields.map(([, name = '', value = '']): [string, string] => [
          name,
          value.replaceAll('&amp;', '&'),
        ]);
        return { url, form };
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const query = (address: string): string => new URL(address).search.slice(1);

  const logIn = async (
    { url, form }: { url: string; form?: [string, string][] },
    { steps }: Extract<LoginConfig, { driver: 'form' }>,
    jar: CookieJar,
  ): Promise<string> => {
    const back = query(await through(url, `${API}callback`, steps, jar, form));
    codes.push(new URLSearchParams(back).get('code') ?? '');
    return back;
  };

  beforeAll(async () => {
    const config = checkConfig(sandbox.config, 'sandbox');
    const { standalone, ehr, public: late, backend, revocation } = config.auth.clients;
    if (standalone?.login?.driver !== 'form' || ehr?.login?.driver !== 'form') {
      throw new Error('no form logins');
    }
    const revoker = revocation?.login?.driver === 'form' ? revocation.login.revoker : undefined;
    if (revoker === undefined) throw new Error('no page to take it back on');
    const [patient, clinician] = [standalone.login, ehr.login];
    const person = (timeoutSeconds: number) => ({
      redirectUri: `${API}callback`,
      login: { driver: 'person', timeoutSeconds },
    });
    const clients = {
      standalone: { ...standalone, ...person(60) },
      ehr: { ...ehr, ...person(60), launchUri: `${API}launch` },
      public: { ...late, ...person(1) },
      revocation: { ...revocation, ...person(60) },
      backend,
    };
    const body = JSON.stringify(
      inSecretsManager(
        {
          ...sandbox.config,
          auth: { clients, jwks: { publicUrl: `${API}jwks.json` } },
        },
        cloud.services.secrets,
      ),
    );
    const begun = await cloud.request('POST /runs', { body, query: `only=${CHECKS.join(',')}` });
    expect(begun, begun.body).toMatchObject({ statusCode: 202 });
    ({ runId } = JSON.parse(begun.body) as { runId: string });

    const jar = new CookieJar();
    const act: Readonly<Record<string, (login: ShownLogin) => Promise<void>>> = {
      'standalone/authorize': async ({ page, url = '' }) => {
        const path = new URL(page).pathname;
        refusals.push(refusalIn(await callback('code=stolen-code-1234&state=foreign')));
        const { body } = await cloud.request('GET /login/{ticket}', { path });
        expect(body).toMatch(/Login \d: standalone/);
        const go = /\?(go=[\w-]+)/.exec(body)?.[1] ?? '';
        const led = await cloud.request('GET /login/{ticket}', { path, query: go });
        expect(led.headers['location']).toBe(url);
        const back = await logIn({ url }, patient, new CookieJar());
        const taken = await callback(back);
        expect(taken.body).toContain('Logged in');
        // It goes back to the page, which shows the next.
        expect(taken.body).toContain(`url=${path.slice(1)}"`);
        sealedWhileOpen = await cloud.items();
        refusals.push(refusalIn(await callback(back)));
      },
      'foreign-aud/authorize': async ({ page }) => {
        const path = new URL(page).pathname;
        const { body } = await cloud.request('GET /login/{ticket}', { path });
        expect(body).toContain('wrong on purpose');
        const login = /name="login" value="([\w-]+)"/.exec(body)?.[1] ?? '';
        const said = new URLSearchParams({ login, said: 'aud is not ours' }).toString();
        const noted = await cloud.request('POST /login/{ticket}', { path, body: said });
        expect(noted.body).toContain('Noted');
      },
      'revocation/authorize': async ({ url = '' }) => {
        await callback(await logIn({ url }, patient, new CookieJar()));
      },
      'revocation/revoker': async ({ page, url }) => {
        const path = new URL(page).pathname;
        const { body } = await cloud.request('GET /login/{ticket}', { path });
        expect(body).toContain('Take back at the EHR all that the app');
        expect(url).toBeUndefined();
        const ended = await workOn(revoker.url, revoker.steps);
        expect(ended).toContain('can read nothing of yours any more');
        const login = /name="login" value="([\w-]+)"/.exec(body)?.[1] ?? '';
        const said = new URLSearchParams({ login, done: 'yes' }).toString();
        const noted = await cloud.request('POST /login/{ticket}', { path, body: said });
        expect(noted.body).toContain('now tries');
      },
      'ehr/launcher': async () => {
        const { launcher } = clinician;
        const url = (launcher?.url ?? '').replace(/launch_uri=.*/, `launch_uri=${API}launch`);
        const opened = await through(url, `${API}launch`, launcher?.steps ?? [], jar);
        const led = await cloud.request('GET /launch', { query: query(opened) });
        expect(led.statusCode).toBe(303);
        const to = new URL(led.headers['location'] ?? '', `${API}launch`).pathname;
        const taken = await callback(await logIn(await onward(to), clinician, jar));
        expect(taken.body).toContain('Logged in');
      },
    };

    const executed = cloud.execute(runId);
    let isOver = false;
    void executed.finally(() => {
      isOver = true;
    });
    let lateState = '';
    let newKey = false;
    while (!isOver) {
      // The sandbox has the keys of its client from elsewhere: somebody fetches, and it refuses.
      if (!newKey) newKey = (await cloud.request('GET /jwks.json')).body.includes('assay-run-');
      const { login } = await shownRun();
      const key = `${login?.round}/${login?.stage}`;
      if (
        login !== undefined &&
        !waiting.some((known) => `${known.round}/${known.stage}` === key)
      ) {
        waiting.push(login);
        if (login.round === 'public') {
          lateState = new URL(login.url ?? API).searchParams.get('state') ?? '';
        }
        await act[key]?.(login);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    outcome = await executed;
    refusals.push(refusalIn(await callback(`code=late-code-1234&state=${lateState}`)));
  }, 180_000);

  const file = (name: string): string => {
    const found = [...cloud.buckets.objects].find(([key]) =>
      key.endsWith(`/runs/${runId}/${name}`),
    );
    const bytes = found?.[1].bytes ?? Buffer.alloc(0);
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  };

  it('waits for each, one at a time, and goes on to its end', () => {
    expect(outcome, cloud.logs().join('\n')).toEqual({ status: 'SUCCEEDED', output: { runId } });
    expect(cloud.invoked.filter((name) => name === 'gather').length).toBeGreaterThan(2);
    expect(waiting.map(({ round, stage }) => `${round}/${stage}`)).toContain('ehr/launcher');
    expect(new Set(waiting.map(({ page }) => page)).size).toBe(1);
  });

  it('comes to verdicts, and says what nobody did', () => {
    const { checks } = JSON.parse(file('results.json')) as Results;
    const verdicts = Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toEqual(
      Object.fromEntries(
        CHECKS.map((id) => [id, LACKING.includes(id) ? expect.any(String) : 'pass']),
      ),
    );
    const told = checks.find(({ id }) => id === 'smart.public.launch');
    expect(told?.verdict).not.toBe('pass');
    expect(told?.message).toContain('Nobody came back from the login within 1 s');
  });

  it('sees who fetches a key that it has shown for the run, and shows it no longer', async () => {
    const { checks } = JSON.parse(file('results.json')) as Results;
    const told = checks.find(({ id }) => id === 'smart.backend.jwks-url');
    expect(told, told?.message).toMatchObject({ verdict: 'fail' });
    expect(file('exchanges.ndjson.gz')).toContain('"path":"/jwks.json"');
    expect((await cloud.request('GET /jwks.json')).body).not.toContain('assay-run-');
  });

  it('tells those who come with a foreign state, twice or late, and records it', () => {
    expect(refusals).toEqual([
      '400 its state belongs to no login of a run',
      '400 this login had been answered already',
      '400 it came after the time for this login was up',
    ]);
    const journal = file('exchanges.ndjson.gz');
    expect(journal).toContain('its state belongs to no login of a run');
    expect(journal).toContain('this login had been answered already');
  });

  it('calls a person once, while nobody is at the page', () => {
    const [notice] = cloud.services.notices;
    expect(notice).toMatchObject({ Action: 'Publish' });
    expect(notice?.['Message']).toContain(waiting[0]?.page);
    expect(cloud.services.notices.length).toBeLessThan(waiting.length);
  });

  it('leaves no code and no secret in any object, item, log or notice', async () => {
    expect(codes.filter((code) => code.length >= 8)).toHaveLength(3);
    // While it waits for the run the answer lies in the table, sealed.
    const item = sealedWhileOpen.find(({ sk }) => String(sk).startsWith('LOGIN#ARRIVAL#'));
    expect(item).toMatchObject({ sealed: expect.any(Uint8Array), expires: expect.any(Number) });
    const items = await cloud.items();
    const ofLogins = items.filter(({ pk, sk }) =>
      /DESKS|LOGIN#|SEALED#|KEYSETS|FETCH#/.test(`${pk} ${sk}`),
    );
    expect(ofLogins).toEqual([]);
    const asText = (_name: string, value: unknown): unknown =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
    const written = [
      ...[...cloud.buckets.objects].map(([key, { bytes }]) =>
        (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'),
      ),
      ...items.map((each) =>
        each['gz'] instanceof Uint8Array
          ? gunzipSync(each['gz']).toString()
          : JSON.stringify(each, asText),
      ),
      JSON.stringify(sealedWhileOpen, asText),
      ...cloud.logs(),
      JSON.stringify([cloud.published, cloud.services.notices]),
    ].join('\n');
    const secrets = [...sandbox.secrets, ...codes, ...cloud.services.secrets.values()].filter(
      (secret) => secret.length >= 8 && !sandbox.challenges.has(secret),
    );
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
    expect(written).not.toMatch(/stolen-code|late-code/);
  });

  it('shows its page to nobody any more', async () => {
    const path = new URL(waiting[0]?.page ?? API).pathname;
    expect(await cloud.request('GET /login/{ticket}', { path })).toMatchObject({ statusCode: 404 });
  });
});

describe.skipIf(program === undefined)(
  `a run in AWS that logs in by a browser${program === undefined ? ' (skipped: no Chromium on the path)' : ''}`,
  () => {
    it('has the function with the browser gather, and keeps pictures', async () => {
      const scripted = await startSandbox({ pages: 'script' });
      try {
        const { standalone } = checkConfig(scripted.config, 'sandbox').auth.clients;
        const body = JSON.stringify(
          inSecretsManager(
            { ...scripted.config, auth: { clients: { standalone } } },
            cloud.services.secrets,
          ),
        );
        const begun = await cloud.request('POST /runs', { body, query: 'only=login' });
        const { runId } = JSON.parse(begun.body) as { runId: string };
        const before = cloud.invoked.length;
        expect(await cloud.execute(runId)).toMatchObject({ status: 'SUCCEEDED' });
        expect(cloud.invoked.slice(before)).toEqual([
          ...['gather', 'gather-in-browser', 'judge', 'render'],
        ]);
        const shown = await cloud.request('GET /runs/{id}', { path: `/runs/${runId}` });
        const { checks } = JSON.parse(shown.body) as Results;
        expect(checks).toMatchObject([{ id: 'login.standalone', verdict: 'pass' }]);
        const kept = [...cloud.buckets.objects.keys()].filter((key) => key.includes(runId));
        expect(kept.some((key) => /screenshot-\w+\.jpg$/.test(key))).toBe(true);
      } finally {
        await scripted.close();
      }
    }, 40_000);
  },
);
