import { describe, expect, it } from 'vitest';
import type { FormStep } from '../../core/config.ts';
import type { AnsweredExchange } from '../../core/exchange.ts';
import type { Ask, ProbeIo } from '../../core/probe.ts';
import { answered } from '../../test/evidence.ts';
import { driveForms } from './form-driver.ts';

type Answer = readonly [status: number, headers: Readonly<Record<string, string>>, body?: string];

const AUTHORIZE = 'https://auth.example.org/authorize?x=1';
const REDIRECT_URI = 'https://app.example.org/callback';
const FORM = '<form method="post" action="/login"><input name="user"><button>Go</button></form>';
const STEP: FormStep = { fill: { '[name=user]': 'ann' } };

const unused = (): never => {
  throw new Error('not part of this test');
};

/** Answers by URL; keeps what was asked. */
function ioWith(answers: Readonly<Record<string, Answer>>): { io: ProbeIo; asked: Ask[] } {
  const asked: Ask[] = [];
  const answer = async (ask: Ask): Promise<AnsweredExchange> => {
    const [status, headers, body] = answers[ask.url] ?? [404, {}, ''];
    return answered(status, headers, body ?? '', { url: ask.url, index: asked.push(ask) });
  };
  const io: ProbeIo = {
    ask: answer,
    answer,
    lines: unused,
    observe: unused,
    handshake: unused,
    browse: unused,
    meet: unused,
    random: unused,
    authorize: unused,
    sign: async () => undefined,
    keySet: { make: unused, serve: unused, fetches: unused },
    carried: unused,
    carry: unused,
    reveal: unused,
    each: unused,
    later: unused,
  };
  return { io, asked };
}

const drive = (
  answers: Readonly<Record<string, Answer>>,
  steps: readonly FormStep[] = [STEP],
  trusted: readonly string[] = ['https://auth.example.org'],
) => {
  const { io, asked } = ioWith(answers);
  const login = driveForms(io, {
    round: 'test',
    start: AUTHORIZE,
    redirectUri: REDIRECT_URI,
    steps,
    trusted: new Set(trusted),
  });
  return login.then(({ outcome, first }) => ({ outcome, first, asked }));
};

const back = (query: string): Answer => [302, { location: `${REDIRECT_URI}?${query}` }];

describe('a login by forms', () => {
  it('ends when the browser is sent back to the app', async () => {
    const { outcome, first, asked } = await drive({
      [AUTHORIZE]: [200, { 'set-cookie': 'sid=1; Path=/' }, FORM],
      'https://auth.example.org/login': back('code=c&state=s'),
    });
    expect(outcome).toEqual({
      kind: 'redirected',
      exchange: 2,
      parameters: { code: 'c', state: 's' },
    });
    expect(first?.index).toBe(1);
    expect(asked[1]).toMatchObject({
      method: 'POST',
      form: [['user', 'ann']],
      headers: { cookie: 'sid=1' },
      key: 'test/authorize/1',
    });
  });

  it('takes relative redirects and turns POST into GET on the way', async () => {
    const { outcome, asked } = await drive({
      [AUTHORIZE]: [200, {}, FORM],
      'https://auth.example.org/login': [303, { location: '../done?y=2' }],
      'https://auth.example.org/done?y=2': back('code=c'),
    });
    expect(outcome.kind).toBe('redirected');
    expect(asked[2]).toMatchObject({ method: 'GET' });
    expect(asked[2]?.form).toBeUndefined();
  });

  it('passes over optional steps that do not fit', async () => {
    const answers = {
      [AUTHORIZE]: [200, {}, FORM] as const,
      'https://auth.example.org/login': back('code=c'),
    };
    const steps = [{ form: '#news', optional: true }, STEP];
    expect((await drive(answers, steps)).outcome.kind).toBe('redirected');
  });

  it('reads parameters that come by form_post', async () => {
    const { outcome } = await drive(
      {
        [AUTHORIZE]: [
          200,
          {},
          `<script>f.submit()</script><form method="post" action="${REDIRECT_URI}"><input type="hidden" name="code" value="c"></form>`,
        ],
      },
      [],
    );
    expect(outcome).toMatchObject({ kind: 'redirected', parameters: { code: 'c' } });
  });

  it.each([
    ['an error page', 500, '<title>Oops</title>', 'the server answered HTTP 500'],
    ['another page', 200, '<title>Oops</title>', 'the login step for "[name=user]" does not fit'],
  ])('says at which page it stands: %s', async (_case, status, body, why) => {
    const { outcome } = await drive({ [AUTHORIZE]: [status, {}, body] });
    expect(outcome).toMatchObject({ kind: 'stranded', status, title: 'Oops', exchange: 1 });
    expect(outcome.kind === 'stranded' && outcome.why).toContain(why);
  });

  it('logs in at a page that comes with 401', async () => {
    const { outcome } = await drive({
      [AUTHORIZE]: [401, {}, FORM],
      'https://auth.example.org/login': back('code=c'),
    });
    expect(outcome.kind).toBe('redirected');
  });

  it('says that no step is left', async () => {
    const { outcome } = await drive({ [AUTHORIZE]: [200, {}, FORM] }, []);
    expect(outcome).toMatchObject({ kind: 'stranded', why: 'no login step is left for this page' });
  });

  it('sends no credentials to an origin that nobody named', async () => {
    const { outcome, asked } = await drive({
      [AUTHORIZE]: [302, { location: 'https://evil.example/login' }],
      'https://evil.example/login': [200, {}, FORM],
    });
    expect(outcome.kind).toBe('blocked');
    expect(outcome.kind === 'blocked' && outcome.why).toContain('https://evil.example');
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('does not carry credentials along a redirect to such an origin', async () => {
    const { outcome, asked } = await drive({
      [AUTHORIZE]: [200, {}, FORM],
      'https://auth.example.org/login': [307, { location: 'https://evil.example/login' }],
    });
    expect(outcome.kind).toBe('blocked');
    expect(asked).toHaveLength(2);
  });

  it('stops going in a circle', async () => {
    const { outcome, asked } = await drive({ [AUTHORIZE]: [302, { location: AUTHORIZE }] });
    expect(outcome.kind).toBe('blocked');
    expect(asked).toHaveLength(20);
  });

  it('does not follow a redirect into another scheme', async () => {
    const { outcome } = await drive({ [AUTHORIZE]: [302, { location: 'javascript:alert(1)' }] });
    expect(outcome.kind).toBe('blocked');
  });
});
