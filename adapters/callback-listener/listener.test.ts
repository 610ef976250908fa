import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Arrival, Invitation } from '../../core/person-port.ts';
import { callbackListener, listensAt } from './listener.ts';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** Undefined takes a member out. */
type Change = { readonly [K in keyof Invitation]?: Invitation[K] | undefined };

interface Met {
  readonly answer: Promise<Arrival | undefined>;
  readonly shown: Promise<void>;
}

async function desk() {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  const people = callbackListener({
    tell: (page) => {
      told.push(page);
      waiting.shift()?.();
    },
  });
  open.push(people);
  const meet = async (change: Change = {}, signal?: AbortSignal): Promise<Met> => {
    const shown = new Promise<void>((resolve) => waiting.push(resolve));
    const usual: Invitation = {
      runId: 'r',
      round: 'standalone',
      stage: 'authorize',
      url: 'https://ehr.example.org/authorize?state=mine',
      returnsTo: `${origin}/callback`,
      state: 'mine',
      issuer: 'https://ehr.example.org',
      seconds: 5,
    };
    const members = Object.entries({ ...usual, ...change });
    const invitation = Object.fromEntries(
      members.filter(([, value]) => value !== undefined),
    ) as unknown as Invitation;
    const answer = people.meet(invitation, signal);
    return { answer, shown };
  };
  const get = (path: string) => fetch(`${origin}${path}`, { redirect: 'manual' });
  return { origin, people, told, meet, get };
}

const linkIn = (html: string, kind: 'go' | 'error'): string =>
  new RegExp(`/${kind}/[\\w-]+`).exec(html)?.[0] ?? '';

describe('a login by a person', () => {
  it('is told, shown, led to the EHR and answered by its state', async () => {
    const { origin, told, meet, get } = await desk();
    const { answer, shown } = await meet();
    await shown;
    expect(told).toEqual([`${origin}/`]);
    const page = await (await get('/')).text();
    expect(page).toContain('Login 1: standalone');
    const going = await get(linkIn(page, 'go'));
    expect(going.headers.get('location')).toBe('https://ehr.example.org/authorize?state=mine');
    const back = await get('/callback?code=abc&state=mine');
    expect(await back.text()).toContain('This login is done');
    expect(await answer).toEqual({
      kind: 'returned',
      parameters: [
        ['code', 'abc'],
        ['state', 'mine'],
      ],
    });
    expect(await (await get('/')).text()).toContain('Nothing to do now');
  });

  it('takes form_post, and asks the authorize endpoint by POST', async () => {
    const { origin, meet, get } = await desk();
    const { answer, shown } = await meet({ form: [['state', '"><b>']] });
    await shown;
    const form = await (await get(linkIn(await (await get('/')).text(), 'go'))).text();
    expect(form).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(form).not.toContain('<b>');
    await fetch(`${origin}/callback`, {
      method: 'POST',
      body: new URLSearchParams({ code: 'c', state: 'mine' }),
    });
    expect(await answer).toMatchObject({ kind: 'returned' });
  });

  it('refuses a foreign state, a second answer and a late one, and remembers each', async () => {
    const { people, meet, get } = await desk();
    const first = await meet();
    await first.shown;
    const foreign = await get('/callback?code=evil&state=theirs');
    expect(foreign.status).toBe(400);
    expect(await foreign.text()).toContain('belongs to no login of this run');
    await get('/callback?code=abc&state=mine');
    expect(await first.answer).toMatchObject({ kind: 'returned' });
    expect(await (await get('/callback?code=abc&state=mine')).text()).toContain('already');
    const second = await meet({ state: 'slow', seconds: 0.05 });
    await second.shown;
    expect(await second.answer).toEqual({ kind: 'nobody' });
    expect(await (await get('/callback?code=abc&state=slow')).text()).toContain('after the time');
    const refused = await people.refused();
    expect(refused.map(({ why }) => /state belongs|already|after the time/.exec(why)?.[0])).toEqual(
      ['state belongs', 'already', 'after the time'],
    );
    expect(JSON.stringify(refused)).not.toContain('evil');
    expect(await people.refused()).toEqual([]);
  });

  it('takes the word of a person that the server showed an error, and of nobody else', async () => {
    const { origin, meet, get } = await desk();
    const { answer, shown } = await meet({ note: 'Wrong on <purpose>.' });
    await shown;
    const page = await (await get('/')).text();
    expect(page).toContain('Wrong on &lt;purpose&gt;.');
    const forged = await fetch(`${origin}/error/1`, { method: 'POST', body: 'said=x' });
    expect(forged.status).toBe(404);
    await fetch(`${origin}${linkIn(page, 'error')}`, {
      method: 'POST',
      body: new URLSearchParams({ said: 'aud is wrong' }),
    });
    expect(await answer).toEqual({ kind: 'error-page', said: 'aud is wrong' });
  });

  it.each([
    ['done', {}, { kind: 'done' }],
    ['error', { said: 'Ask <IT>' }, { kind: 'error-page', said: 'Ask <IT>' }],
  ] as const)(
    'asks to take back at the EHR what an app was given: %s',
    async (way, form, ended) => {
      const { origin, meet, get } = await desk();
      const url = 'https://ehr.example.org/apps';
      const { answer, shown } = await meet({
        stage: 'revoker',
        url,
        clientId: 'a<b>',
        state: undefined,
      });
      await shown;
      const page = await (await get('/')).text();
      expect(page).toContain('the app &quot;a&lt;b&gt;&quot;');
      expect((await get(linkIn(page, 'go'))).headers.get('location')).toBe(url);
      const action = new RegExp(`/${way}/[\\w-]+`).exec(page)?.[0] ?? '';
      // A link that somebody else put somewhere does not speak for the person, nor does an answer.
      expect((await get(action)).status).toBe(404);
      expect((await get('/callback?code=abc')).status).toBe(400);
      await fetch(`${origin}${action}`, { method: 'POST', body: new URLSearchParams(form) });
      expect(await answer).toEqual(ended);
    },
  );

  it('takes no word that a login is done', async () => {
    const { origin, meet, get } = await desk();
    const { answer, shown } = await meet();
    await shown;
    const error = linkIn(await (await get('/')).text(), 'error');
    const done = await fetch(`${origin}${error.replace('error', 'done')}`, { method: 'POST' });
    expect(done.status).toBe(404);
    await get('/callback?code=abc&state=mine');
    expect(await answer).toMatchObject({ kind: 'returned' });
  });

  it('sends the browser that opened the app on to the login', async () => {
    const { origin, meet, get } = await desk();
    const opened = await meet({
      stage: 'launcher',
      returnsTo: `${origin}/launch`,
      round: 'ehr',
      url: undefined,
      state: undefined,
    });
    await opened.shown;
    const arriving = get('/launch?iss=https%3A%2F%2Fehr.example.org&launch=xyz');
    expect(await opened.answer).toMatchObject({
      parameters: [
        ['iss', 'https://ehr.example.org'],
        ['launch', 'xyz'],
      ],
    });
    const login = await meet({ round: 'ehr' });
    expect((await arriving).headers.get('location')).toMatch(/^\/go\/2-/);
    await get('/callback?code=abc&state=mine');
    expect(await login.answer).toMatchObject({ kind: 'returned' });
    expect((await get('/launch?iss=x&launch=again')).status).toBe(400);
  });

  it('shows one at a time', async () => {
    const { told, meet, get } = await desk();
    const first = await meet();
    const second = await meet({ state: 'other', round: 'second' });
    await first.shown;
    expect(told).toHaveLength(1);
    expect((await get('/callback?code=x&state=other')).status).toBe(400);
    await get('/callback?code=x&state=mine');
    await first.answer;
    await second.shown;
    await get('/callback?code=y&state=other');
    expect(await second.answer).toMatchObject({ kind: 'returned' });
  });

  it('stops waiting when the run is stopped', async () => {
    const { meet } = await desk();
    const stop = new AbortController();
    const { answer, shown } = await meet({}, stop.signal);
    await shown;
    stop.abort();
    expect(await answer).toEqual({ kind: 'nobody' });
  });

  it('answers to names of this machine only', async () => {
    const { origin, meet } = await desk();
    const { answer, shown } = await meet({ seconds: 0.3 });
    await shown;
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(`${origin}/`, { headers: { host: 'evil.example' } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      }).end();
    });
    expect(status).toBe(400);
    await answer;
  });
});

it.each([
  ['https://127.0.0.1:1/callback'],
  ['http://app.example.org/callback'],
  ['http://10.0.0.1:80/callback'],
])('does not listen at %s', (address) => {
  expect(() => listensAt(address)).toThrow(/loopback/);
});
