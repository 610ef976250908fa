import { describe, expect, it } from 'vitest';
import { type BrowserLogin, recordedBrowserLogin } from './browser-login.ts';
import type { BrowserEnd, BrowserVisit, BrowserVisited } from './browser-port.ts';
import type { BodyRetention } from './config.ts';
import { Journal } from './journal.ts';
import type { JsonValue } from './json.ts';
import { Paused } from './not-gathered.ts';
import { picturesOf, readPictures } from './pictures.ts';
import type { RecorderOptions } from './recorder-options.ts';
import { retained } from './retention.ts';
import { secretPlaceholder, SecretVault } from './secrets.ts';
import { Semaphore } from './semaphore.ts';

const CODE = 'the-code-of-this-login';
const PASSWORD = 'correct horse';
const AT = '2026-11-23T00:00:00.000Z';

const LOGIN: BrowserLogin = {
  round: 'standalone',
  stage: 'authorize',
  goesOn: false,
  start: 'https://ehr.example.org/authorize?state=s',
  redirectUri: 'https://app.example.org/callback',
  steps: [{ fill: { '#p': { env: 'PASSWORD' }, '#u': 'ann' }, click: '#go' }],
  timeoutSeconds: 7,
  trusted: new Set(['https://ehr.example.org']),
};

const returned: BrowserEnd = {
  kind: 'redirected',
  parameters: [
    ['code', CODE],
    ['state', 's'],
  ],
};

const visited = (end: BrowserEnd): BrowserVisited => ({
  end,
  pages: [
    {
      method: 'POST',
      url: 'https://ehr.example.org/login',
      status: 302,
      headers: [
        ['location', `https://app.example.org/callback?code=${CODE}&state=s`],
        ['set-cookie', 'sid=very-secret-session'],
      ],
      at: AT,
      milliseconds: 5,
    },
  ],
  looks: [
    {
      step: 1,
      url: `https://ehr.example.org/login?code=${CODE}`,
      title: 'Login',
      text: `Typed ${PASSWORD}`,
      done: true,
      selectors: [],
      candidates: [{ selector: '#x', what: `button "${PASSWORD}"` }],
    },
  ],
  pictures: [{ name: 'last', jpeg: new Uint8Array([1, 2, 3]) }],
  otherRequests: 2,
});

async function record(end: BrowserEnd, journal = new Journal([]), hasBrowser = true) {
  const vault = new SecretVault('test');
  vault.restore(secretPlaceholder({ env: 'PASSWORD' }), PASSWORD);
  const asked: BrowserVisit[] = [];
  const files = new Map<string, Uint8Array>();
  const options: RecorderOptions = {
    journal,
    vault,
    clock: { now: () => Date.parse(AT), sleep: async () => {} },
    http: undefined,
    seed: 'test',
    concurrency: 1,
    trustedOrigins: [],
    keepFile: async (name, content) => void files.set(name, content),
    ...(hasBrowser
      ? {
          browser: {
            visit: async (visit: BrowserVisit) => {
              asked.push(visit);
              return visited(end);
            },
          },
        }
      : {}),
  };
  const observe = async (key: string, measure: () => Promise<JsonValue>): Promise<JsonValue> => {
    const known = journal.observation(key);
    if (known !== undefined) return known.value;
    const value = await measure();
    journal.add({ kind: 'observation', key, probe: 'p', at: AT, value });
    return value;
  };
  const login = await recordedBrowserLogin(options, new Semaphore(1), observe, 'p', LOGIN);
  return { login, journal, asked, files };
}

describe('a login in a browser', () => {
  it('is given true values, and is recorded without one', async () => {
    const { login, journal, asked, files } = await record(returned);
    expect(asked[0]?.actions[0]).toMatchObject({
      fill: [
        { selector: '#p', value: PASSWORD, isSecret: true },
        { selector: '#u', value: 'ann', isSecret: false },
      ],
      timeoutMs: 7_000,
    });
    const kept = JSON.stringify(journal.entries);
    for (const secret of [CODE, PASSWORD, 'very-secret-session'])
      expect(kept).not.toContain(secret);
    expect(login.end).toMatchObject({
      kind: 'redirected',
      parameters: [
        ['code', expect.stringMatching(/^redacted-code-/)],
        ['state', 's'],
      ],
    });
    expect(login.first?.response.status).toBe(302);
    expect(journal.entries[login.index]?.key).toBe('standalone/authorize/browser');
    expect([...files.keys()]).toEqual(login.pictures.map(({ file }) => file));
  });

  it('is found again without a browser', async () => {
    const { login, journal } = await record(returned);
    const again = await record(returned, journal, false);
    expect(again.login).toEqual(login);
    expect(again.asked).toEqual([]);
  });

  it('that was stopped is not recorded, and a run without a browser says so', async () => {
    const journal = new Journal([]);
    await expect(record({ kind: 'aborted' }, journal)).rejects.toThrow(Paused);
    expect(journal.entries).toEqual([]);
    await expect(record(returned, journal, false)).rejects.toThrow(/no browser/);
  });

  it('cut in two by an interruption is made anew', async () => {
    const { journal } = await record(returned);
    journal.forgetUnfinishedLogins();
    expect(journal.find('standalone/authorize/browser')).toBeUndefined();
  });
});

describe('pictures', () => {
  it('are read where they are, and told of by nobody where bodies go', async () => {
    const { journal, files } = await record(returned);
    const store = { getFile: async (_run: string, name: string) => files.get(name) };
    expect((await readPictures(journal.entries, store, 'r')).size).toBe(1);
    const gone = { getFile: async () => undefined };
    expect((await readPictures(journal.entries, gone, 'r')).size).toBe(0);
    for (const policy of ['masked', 'none'] satisfies BodyRetention[]) {
      expect(retained(journal.entries, policy).flatMap(picturesOf)).toEqual([]);
    }
  });

  it('of a journal that somebody wrote lead out of no folder', () => {
    const value = { pictures: [{ name: 'x', file: '../../etc/passwd' }, 7, null] };
    const entry = { kind: 'observation', index: 0, key: 'a/b/browser', probe: 'p', at: AT, value };
    expect(picturesOf(entry as never)).toEqual([]);
  });
});
