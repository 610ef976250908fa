import { describe, expect, it } from 'vitest';
import { BASE, fakeRecorder, noReply, reply } from '../test/fake-world.ts';
import { Journal } from './journal.ts';
import { NotRecorded, Unanswered } from './not-gathered.ts';

const url = `${BASE}/Patient/85`;

describe('asking', () => {
  it('asks for the same thing once', async () => {
    const { io, wire } = fakeRecorder(() => reply(200, {}));
    const [first, second] = await Promise.all([io.ask({ url }), io.ask({ url })]);
    const third = await io.ask({ url });
    expect(wire.sent).toHaveLength(1);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  it('asks anew for another context, another Accept, another body', async () => {
    const { io, wire } = fakeRecorder(() => reply(200, {}));
    await io.ask({ url });
    await io.ask({ url, context: 'other' });
    await io.ask({ url, headers: { accept: 'application/fhir+xml' } });
    await io.ask({ url, form: { a: '1' } });
    await io.ask({ url, form: { a: '2' } });
    expect(wire.sent).toHaveLength(5);
  });

  it('asks again under a key of its own', async () => {
    const { io, wire } = fakeRecorder(() => reply(200, {}));
    await io.ask({ url });
    await io.ask({ url, key: 'poll 1' });
    await io.ask({ url, key: 'poll 1' });
    expect(wire.sent).toHaveLength(2);
  });

  it('numbers exchanges in the order in which they end', async () => {
    const { io, journal } = fakeRecorder(() => reply(200, {}));
    await io.ask({ url: `${BASE}/a` });
    await io.ask({ url: `${BASE}/b` });
    expect(journal.entries.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('keeps an exchange that had no answer, and throws where one is needed', async () => {
    const { io } = fakeRecorder(() => noReply('connection-refused'));
    expect((await io.ask({ url })).noAnswer?.reason).toBe('connection-refused');
    await expect(io.answer({ url })).rejects.toBeInstanceOf(Unanswered);
  });

  it('does not send a URL that is none', async () => {
    const { io, wire } = fakeRecorder(() => reply(200));
    expect((await io.ask({ url: 'Patient/1' })).noAnswer?.reason).toBe('protocol');
    expect(wire.sent).toHaveLength(0);
  });

  it('follows redirects only when asked, and drops the token at another origin', async () => {
    const { io, wire, recorder } = fakeRecorder((request) =>
      request.url.startsWith(BASE)
        ? reply(302, '', { location: 'https://store.example.org/file' })
        : reply(200, 'file'),
    );
    recorder.io('x').authorize('c', { accessToken: 'tok-12345678' });
    expect((await io.ask({ url, context: 'c' })).response?.status).toBe(302);
    const end = await io.ask({ url: `${url}?x`, context: 'c', followRedirects: true });
    expect(end.response?.body).toBe('file');
    expect(wire.sent.at(-1)?.headers.some(([name]) => name === 'authorization')).toBe(false);
  });
});

describe('patience', () => {
  it('obeys Retry-After in seconds and as a date', async () => {
    const { io, clock, wire } = fakeRecorder((_request, nth) => {
      if (nth === 1) return reply(429, '', { 'retry-after': '3' });
      if (nth === 2) {
        return reply(503, '', { 'retry-after': new Date(clock.now() + 5000).toUTCString() });
      }
      return reply(200, {});
    });
    const exchange = await io.ask({ url });
    expect(exchange.response?.status).toBe(200);
    expect(exchange.attempts).toBe(3);
    expect(wire.sent).toHaveLength(3);
    expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(7000);
  });

  it('does not wait longer than its budget', async () => {
    const { io, clock } = fakeRecorder(() => reply(429, '', { 'retry-after': '7200' }));
    expect((await io.ask({ url })).response?.status).toBe(429);
    expect(clock.slept).toEqual([]);
  });

  it('repeats a GET whose connection broke, not a POST', async () => {
    const get = fakeRecorder((_request, nth) =>
      nth === 1 ? noReply('connection-reset') : reply(200),
    );
    expect((await get.io.ask({ url })).response?.status).toBe(200);
    const post = fakeRecorder(() => noReply('connection-reset'));
    await post.io.ask({ url: `${BASE}/token`, form: { a: 'b' } });
    expect(post.wire.sent).toHaveLength(1);
  });

  it('stops sending when the target is down', async () => {
    const { io, wire } = fakeRecorder(() => noReply('connection-refused'), { concurrency: 1 });
    const exchanges = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => io.ask({ url: `${BASE}/${nth}` })),
    );
    expect(wire.sent).toHaveLength(5);
    expect(exchanges.at(-1)?.noAnswer?.reason).toBe('circuit-open');
  });

  it('goes on with the target when storage that it names is down', async () => {
    const { io } = fakeRecorder(
      ({ url: asked }) => (asked.startsWith(BASE) ? reply(200) : noReply('connection-refused')),
      { concurrency: 1 },
    );
    for (let nth = 0; nth < 7; nth += 1) await io.ask({ url: `https://files.example/${nth}` });
    expect((await io.ask({ url })).response?.status).toBe(200);
    const last = await io.ask({ url: 'https://files.example/last' });
    expect(last.noAnswer?.detail).toMatch(/https:\/\/files\.example did not answer 5 requests/);
  });

  it('never has more under way than allowed', async () => {
    let under = 0;
    let most = 0;
    const { io } = fakeRecorder(
      async () => {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setTimeout(resolve, 1));
        under -= 1;
        return reply(200);
      },
      { concurrency: 3 },
    );
    await io.each(
      Array.from({ length: 12 }, (_, nth) => nth),
      (nth) => io.ask({ url: `${BASE}/${nth}` }),
    );
    expect(most).toBe(3);
  });
});

describe('secrets', () => {
  const token = 'very-secret-access-token';

  it('shows probes and journal placeholders, and sends true values', async () => {
    const { io, wire, journal } = fakeRecorder((request) =>
      request.url.endsWith('/token')
        ? reply(200, { access_token: token, token_type: 'Bearer' })
        : reply(200, { resourceType: 'Patient', note: `echo ${token}` }),
    );
    const exchange = await io.answer({ url: `${BASE}/token`, form: { code: 'x' } });
    const seen = JSON.parse(exchange.response.body ?? '').access_token as string;
    expect(seen).toMatch(/^redacted-access_token-/);
    io.authorize('c', { accessToken: seen });
    await io.ask({ url, context: 'c' });
    expect(wire.sent.at(-1)?.headers).toContainEqual(['authorization', `Bearer ${token}`]);
    expect(JSON.stringify(journal.entries)).not.toContain(token);
  });

  it('takes a code out of a redirect and puts it into the form', async () => {
    const { io, wire, journal } = fakeRecorder((request) =>
      request.url.includes('/authorize')
        ? reply(302, '', { location: 'https://app.example/cb?code=a%2Fb%20secret&state=s1' })
        : reply(200, {}),
    );
    const redirect = await io.answer({ url: `${BASE}/authorize` });
    const location = redirect.response.headers.find(([name]) => name === 'location')?.[1] ?? '';
    const code = new URL(location).searchParams.get('code') ?? '';
    expect(code).toMatch(/^redacted-code-/);
    await io.ask({ url: `${BASE}/token`, form: { code } });
    expect(wire.sent.at(-1)?.body).toBe('code=a%2Fb+secret');
    expect(JSON.stringify(journal.entries)).not.toContain('a%2Fb%20secret');
  });

  it('does not send credentials to an origin that nobody named', async () => {
    const { io, wire } = fakeRecorder(() => reply(200));
    io.authorize('c', { accessToken: 'redacted-access_token-0123456789abcdef' });
    const exchange = await io.ask({ url: 'https://evil.example/x', context: 'c' });
    expect(exchange.noAnswer?.reason).toBe('refused-address');
    expect(wire.sent).toHaveLength(0);
  });

  it('sends them to origins that the discovery document names', async () => {
    const { io, wire } = fakeRecorder((request) =>
      request.url.endsWith('smart-configuration')
        ? reply(200, { token_endpoint: 'https://auth.example.org/token' })
        : reply(200, {}),
    );
    const form = { code: 'redacted-code-0123456789abcdef' };
    await io.ask({ url: 'https://auth.example.org/token', form, key: 'before' });
    expect(wire.sent).toHaveLength(0);
    await io.ask({ url: `${BASE}/.well-known/smart-configuration` });
    await io.ask({ url: 'https://auth.example.org/token', form, key: 'after' });
    expect(wire.sent).toHaveLength(2);
  });

  it('renews a token before it expires, once for all who wait', async () => {
    const { io, wire, clock } = fakeRecorder((request) =>
      request.url.endsWith('/token')
        ? reply(200, { access_token: 'fresh-token-1234', expires_in: 300 })
        : reply(200, {}),
    );
    io.authorize('c', {
      accessToken: 'redacted-access_token-0000000000000000',
      refreshToken: 'redacted-refresh_token-0000000000000000',
      expiresAt: clock.now() + 1000,
      lifetimeMs: 300_000,
      renewal: { tokenEndpoint: `${BASE}/token`, clientId: 'app' },
    });
    await Promise.all([
      io.ask({ url: `${BASE}/a`, context: 'c' }),
      io.ask({ url: `${BASE}/b`, context: 'c' }),
    ]);
    expect(wire.sent.filter((request) => request.url.endsWith('/token'))).toHaveLength(1);
    expect(wire.sent.at(-1)?.headers).toContainEqual(['authorization', 'Bearer fresh-token-1234']);
  });

  it('asks for a new token again where the network kept the answer', async () => {
    let asked = 0;
    const { io, wire, clock } = fakeRecorder((request) => {
      if (!request.url.endsWith('/token')) return reply(200, {});
      asked += 1;
      return asked === 1
        ? { kind: 'unanswered', reason: 'timeout', detail: 'no answer', timings: { total: 0 } }
        : reply(200, { access_token: 'fresh-token-1234', expires_in: 300 });
    });
    io.authorize('c', {
      accessToken: 'redacted-access_token-0000000000000000',
      refreshToken: 'redacted-refresh_token-0000000000000000',
      expiresAt: clock.now() + 30_000,
      lifetimeMs: 300_000,
      renewal: { tokenEndpoint: `${BASE}/token`, clientId: 'app' },
    });
    await io.ask({ url: `${BASE}/a`, context: 'c' });
    clock.advance(1000);
    await io.ask({ url: `${BASE}/b`, context: 'c' });
    expect(asked).toBe(2);
    expect(wire.sent.at(-1)?.headers).toContainEqual(['authorization', 'Bearer fresh-token-1234']);
  });

  it('asks once more when its token was replaced while it was on its way', async () => {
    const placeholder = (digit: string) => `redacted-access_token-${digit.repeat(16)}`;
    const made = fakeRecorder((request) => {
      const old = request.headers.some(([, value]) => value.includes(placeholder('0')));
      if (!old) return reply(200, {});
      made.io.authorize('c', { accessToken: placeholder('1') });
      return reply(401, '');
    });
    made.io.authorize('c', { accessToken: placeholder('0') });
    const exchange = await made.io.ask({ url, context: 'c' });
    expect(exchange.response?.status).toBe(200);
    expect(made.wire.sent).toHaveLength(2);
  });

  it('takes a 401 for an answer where the token is the one in force', async () => {
    const { io, wire } = fakeRecorder(() => reply(401, ''));
    io.authorize('c', { accessToken: 'redacted-access_token-0000000000000000' });
    expect((await io.ask({ url, context: 'c' })).response?.status).toBe(401);
    expect(wire.sent).toHaveLength(1);
  });

  it('asks once more when a token lapsed on the way', async () => {
    let served = 0;
    const { io, wire, clock } = fakeRecorder((request) => {
      if (request.url.endsWith('/token')) {
        return reply(200, { access_token: 'fresh-token-1234', expires_in: 300 });
      }
      served += 1;
      if (served === 1) {
        clock.advance(200_000);
        return reply(401, '');
      }
      return reply(200, {});
    });
    io.authorize('c', {
      accessToken: 'redacted-access_token-0000000000000000',
      refreshToken: 'redacted-refresh_token-0000000000000000',
      expiresAt: clock.now() + 150_000,
      lifetimeMs: 200_000,
      renewal: { tokenEndpoint: `${BASE}/token`, clientId: 'app' },
    });
    expect((await io.ask({ url, context: 'c' })).response?.status).toBe(200);
    expect(wire.sent).toHaveLength(3);
  });
});

describe('taking up again', () => {
  it('finds what the journal holds and sends only the rest', async () => {
    const first = fakeRecorder(() => reply(200, { n: 1 }));
    await first.io.ask({ url });
    const second = fakeRecorder(() => reply(200, { n: 2 }), {
      journal: new Journal(first.journal.entries),
    });
    expect((await second.io.ask({ url })).response?.body).toBe('{"n":1}');
    await second.io.ask({ url: `${url}/_history` });
    expect(second.wire.sent).toHaveLength(1);
  });

  it('does not send a DELETE again that may have arrived before an interruption', async () => {
    const first = fakeRecorder(() => new Promise(() => {}));
    void first.io.ask({ url, method: 'DELETE', key: 'cancel' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = fakeRecorder(() => reply(404), { journal: new Journal(first.journal.entries) });
    const exchange = await second.io.ask({ url, method: 'DELETE', key: 'cancel' });
    expect(exchange.noAnswer?.detail).toContain('interrupted');
    expect(second.wire.sent).toHaveLength(0);
  });

  it('signs anew where an assertion may have arrived before an interruption', () => {
    const journal = new Journal([]);
    journal.add({ kind: 'observation', key: 'refresh/1/signed', probe: 'p', at: '', value: 'x' });
    journal.forgetUnfinishedLogins();
    expect(journal.observation('refresh/1/signed')).toBeUndefined();
  });

  it('sends nothing when evidence is judged again', async () => {
    const { io } = fakeRecorder(() => reply(200), { http: undefined });
    await expect(io.ask({ url })).rejects.toBeInstanceOf(NotRecorded);
    await expect(io.observe('x', async () => 1)).rejects.toBeInstanceOf(NotRecorded);
  });

  it('measures once and remembers', async () => {
    const { io, journal } = fakeRecorder(() => reply(200));
    let measured = 0;
    const measure = async () => {
      measured += 1;
      return { answer: 42 };
    };
    expect(await io.observe('k', measure)).toEqual({ answer: 42 });
    expect(await io.observe('k', measure)).toEqual({ answer: 42 });
    const again = fakeRecorder(() => reply(200), { journal: new Journal(journal.entries) });
    expect(await again.io.observe('k', measure)).toEqual({ answer: 42 });
    expect(measured).toBe(1);
  });

  it('has the same random values again, and keeps a verifier out of the journal', () => {
    const { io, journal } = fakeRecorder(() => reply(200));
    const state = io.random('state', 16);
    const verifier = io.random('verifier', 48);
    const again = fakeRecorder(() => reply(200), { journal: new Journal(journal.entries) });
    expect(again.io.random('state', 16)).toBe(state);
    expect(again.io.random('verifier', 48)).toBe(verifier);
    expect(JSON.stringify(journal.entries)).not.toContain(verifier);
    const replayed = fakeRecorder(() => reply(200), {
      journal: new Journal(journal.entries),
      seed: 'another',
      http: undefined,
    });
    expect(replayed.io.random('state', 16)).toBe(state);
  });

  it('waits in place when it may, and pauses when the wait is too long', async () => {
    const { io, clock } = fakeRecorder(() => reply(200));
    await io.later('poll', 5);
    expect(clock.slept).toEqual([5000]);
    await io.later('poll', 5);
    expect(clock.slept).toEqual([5000]);
    const paused = fakeRecorder(() => reply(200), { longestSleep: 1000 });
    await expect(paused.io.later('poll', 5)).rejects.toMatchObject({ message: 'paused' });
  });
});
