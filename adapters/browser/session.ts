import type { Browser, BrowserContext, CDPSession, Page, Request, Route } from 'playwright-core';
import type { BrowserPage, BrowserVisit } from '../../core/browser-port.ts';
import type { Headers } from '../../core/exchange.ts';
import { isRedirectTo } from '../../core/redirect-uri.ts';
import type { GuardedProxy } from './guarded-proxy.ts';
import { inPage, SUBMIT_FORM } from './in-page.ts';
import { within } from './within.ts';

/** More documents than any login seen takes; what loads more goes in a circle. */
const MOST_DOCUMENTS = 40;
/** A page that shows more dialogs than this shows them for ever. */
const MOST_DIALOGS = 10;
const MOST_WINDOWS = 5;
/** Shorter values turn up in texts that have nothing to do with them. */
export const SHORTEST_SOUGHT = 4;

/** What has come about while a visit goes on. */
export interface Happenings {
  readonly pages: BrowserPage[];
  /** The redirect that led to the app. */
  lastHop?: BrowserPage;
  otherRequests: number;
  /** Requests under way, by which a page is seen to be at rest. */
  readonly underWay: Set<Request>;
  /** When a request last came or went, epoch milliseconds. */
  stirredAt: number;
  documents: number;
  dialogs: number;
  /** Parameters with which the redirect URI was to be opened. */
  returned?: readonly (readonly [string, string])[];
  /** Why we would not go on. */
  blocked?: string;
  /** A document that could not be had, and why. */
  failure?: { readonly url: string; readonly why: string };
}

/** A browser context of one login, and the visit that it is on. */
export interface Session {
  readonly page: Page;
  /** Open windows, the newest first. */
  windows(): readonly Page[];
  /** From now on what happens belongs to this visit. */
  begin(visit: BrowserVisit): Happenings;
  /** Status of the document that a window shows; undefined while none has come. */
  statusOf(page: Page): number | undefined;
  close(): Promise<void>;
}

interface Held {
  readonly url: string;
  readonly method: string;
  readonly body: string | null;
}

const parametersOf = (url: string, body: string | null): (readonly [string, string])[] => [
  ...(URL.parse(url)?.searchParams ?? []),
  ...new URLSearchParams(body ?? ''),
];

/** Whether a text holds a value, however it is spelt there. */
const holds = (text: string, value: string): boolean =>
  [value, encodeURIComponent(value), new URLSearchParams({ v: value }).toString().slice(2)].some(
    (spelling) => text.includes(spelling),
  ) || text.includes(JSON.stringify(value).slice(1, -1));

async function headersOf(headers: Promise<{ name: string; value: string }[]>): Promise<Headers> {
  const found = await within(1_000, headers);
  return (found ?? []).map(({ name, value }) => [name, value] as const);
}

/** Opens a context with nothing in it and nothing let out of it. */
export async function openSession(browser: Browser, proxy: GuardedProxy): Promise<Session> {
  const context = await browser.newContext({
    viewport: { width: 900, height: 700 },
    locale: 'en-US',
    serviceWorkers: 'block',
    acceptDownloads: false,
  });
  const watch = new Watch(context, proxy);
  await context.route('**/*', (route) => watch.route(route));
  await context.routeWebSocket(/.*/, (socket) => socket.close());
  context.on('request', (request) => watch.asked(request));
  context.on('requestfinished', (request) => watch.over(request));
  context.on('requestfailed', (request) => watch.failed(request));
  context.on('response', (response) => void watch.answered(response.request()));
  context.on('dialog', (dialog) => {
    watch.dialog(dialog.message());
    // Leaving a page is what a login does.
    const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
    answer.catch(() => {});
  });
  const page = await context.newPage();
  await watch.guard(page);
  context.on('page', (opened) => void watch.opened(opened));
  return {
    page,
    windows: () => context.pages().toReversed(),
    begin: (visit) => watch.begin(visit),
    statusOf: (shown) => watch.statuses.get(shown),
    close: async () => void (await within(5_000, context.close())),
  };
}

const NOTHING = (): Happenings => ({
  pages: [],
  otherRequests: 0,
  underWay: new Set(),
  stirredAt: Date.now(),
  documents: 0,
  dialogs: 0,
});

/** Sees every request before it leaves, those of redirects included. */
class Watch {
  statuses = new WeakMap<Page, number>();
  readonly #context: BrowserContext;
  readonly #proxy: GuardedProxy;
  readonly #guards = new WeakMap<Page, Promise<void>>();
  readonly #held = new Map<Request, Held>();
  #visit: BrowserVisit | undefined;
  #now: Happenings = NOTHING();

  constructor(context: BrowserContext, proxy: GuardedProxy) {
    this.#context = context;
    this.#proxy = proxy;
  }

  begin(visit: BrowserVisit): Happenings {
    this.#visit = visit;
    this.#now = NOTHING();
    this.statuses = new WeakMap();
    return this.#now;
  }

  /**
   * Playwright routes the first request of a chain of redirects only; the rest are paused by the
   * protocol itself, so that a redirect to the app is seen and never followed.
   */
  guard(page: Page): Promise<void> {
    const known = this.#guards.get(page);
    if (known !== undefined) return known;
    const guarding = this.#pauseRequests(page);
    this.#guards.set(page, guarding);
    return guarding;
  }

  async #pauseRequests(page: Page): Promise<void> {
    const protocol: CDPSession = await this.#context.newCDPSession(page);
    protocol.on('Fetch.requestPaused', ({ requestId, request, resourceType }) => {
      const { url, method, postData = null } = request;
      const goes = this.#mayLeave(url, postData, resourceType === 'Document', method);
      const answer = goes
        ? protocol.send('Fetch.continueRequest', { requestId })
        : protocol.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      answer.catch(() => {});
    });
    const methods = new Map<string, string>();
    protocol.on('Network.requestWillBeSent', ({ requestId, request, redirectResponse, type }) => {
      const method = methods.get(requestId) ?? request.method;
      methods.set(requestId, request.method);
      if (type === 'Document' && redirectResponse !== undefined) {
        this.#lastHop(request.url, method, redirectResponse);
      }
    });
    await protocol.send('Network.enable');
    await protocol.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  }

  /** The answer that led to the app is told by the protocol alone: what it led to never left. */
  #lastHop(
    to: string,
    method: string,
    answer: { url: string; status: number; headers: Readonly<Record<string, string>> },
  ): void {
    if (this.#visit === undefined || !isRedirectTo(to, this.#visit.redirectUri)) return;
    this.#now.lastHop = {
      method,
      url: answer.url,
      status: answer.status,
      headers: Object.entries(answer.headers).flatMap(([name, values]) =>
        // Repeated fields come as lines of one text.
        values.split('\n').map((value) => [name, value] as const),
      ),
      at: new Date().toISOString(),
      milliseconds: 0,
    };
  }

  /** Whether a request may go out; notes the return to the app, and what is refused. */
  #mayLeave(url: string, body: string | null, isDocument: boolean, method: string): boolean {
    const visit = this.#visit;
    if (visit === undefined) return false;
    const isForApp = isRedirectTo(url, visit.redirectUri);
    if (isForApp) {
      if (isDocument) this.#now.returned ??= parametersOf(url, method === 'POST' ? body : null);
      return false;
    }
    if (this.#now.blocked !== undefined || this.#now.returned !== undefined) return false;
    const origin = URL.parse(url)?.origin ?? '';
    if (visit.trusted.has(origin) || !/^https?:/.test(url)) return true;
    const given = visit.actions
      .flatMap(({ fill }) => fill)
      .find(
        ({ value, isSecret }) =>
          isSecret && value.length >= SHORTEST_SOUGHT && holds(`${url}\n${body ?? ''}`, value),
      );
    if (given === undefined) return true;
    this.#now.blocked = `The login page sends what was filled into "${given.selector}" to ${origin}, which neither the SMART configuration nor target.trustedOrigins names; it was not sent.`;
    return false;
  }

  async route(route: Route): Promise<void> {
    const request = route.request();
    try {
      const page = pageOf(request);
      const isDocument = request.isNavigationRequest();
      const [url, body, method] = [request.url(), request.postData(), request.method()];
      if (!this.#mayLeave(url, body, isDocument, method)) return await route.abort('aborted');
      if (page === undefined && isDocument) {
        // A window that is just opening: it loads an empty page, and then, guarded, the true one.
        this.#held.set(request, { url, method, body });
        return await route.fulfill({ status: 200, contentType: 'text/html', body: '' });
      }
      if (page !== undefined) await this.guard(page);
      await route.continue();
    } catch {
      // The page or the whole context is gone, and the request with it.
    }
  }

  /** A further window: closed where there are too many, else loaded under guard. */
  async opened(page: Page): Promise<void> {
    try {
      if (this.#context.pages().length > MOST_WINDOWS) return await page.close();
      await this.guard(page);
      const [request, held] = [...this.#held].find(([, { url }]) => url === page.url()) ?? [];
      if (request === undefined || held === undefined) return;
      this.#held.delete(request);
      if (held.method === 'GET') {
        await page.goto(held.url, { waitUntil: 'commit' });
      } else {
        await submitted(page, held.url, [...new URLSearchParams(held.body ?? '')]);
      }
    } catch {
      // Closed by the page that had opened it, or sent on to the app.
    }
  }

  asked(request: Request): void {
    this.#now.stirredAt = Date.now();
    if (isPlaceholder(request)) return;
    this.#now.underWay.add(request);
    if (!isMainDocument(request)) {
      this.#now.otherRequests += 1;
      return;
    }
    this.#now.documents += 1;
    if (this.#now.documents > MOST_DOCUMENTS) {
      this.#now.blocked ??= `The login did not end within ${MOST_DOCUMENTS} pages.`;
    }
  }

  over(request: Request): void {
    this.#now.stirredAt = Date.now();
    this.#now.underWay.delete(request);
  }

  failed(request: Request): void {
    this.over(request);
    if (!isMainDocument(request) || this.#now.returned !== undefined) return;
    const text = request.failure()?.errorText ?? 'no answer';
    // Superseded by another navigation, handed out as a file, or stopped by ourselves.
    if (text === 'net::ERR_ABORTED') return;
    const url = request.url();
    const why = this.#proxy.failure(URL.parse(url)?.hostname ?? '') ?? text;
    this.#now.failure = { url, why };
  }

  async answered(request: Request): Promise<void> {
    const page = pageOf(request);
    if (page === undefined || !isMainDocument(request) || this.#held.has(request)) return;
    const { pages } = this.#now;
    const response = await within(1_000, request.response());
    if (response === undefined || response === null) return;
    this.statuses.set(page, response.status());
    delete this.#now.failure;
    const timing = request.timing();
    const begun = timing.startTime > 0 ? timing.startTime : Date.now();
    const place = pages.length;
    const seen: BrowserPage = {
      method: request.method(),
      url: request.url(),
      status: response.status(),
      headers: [],
      at: new Date(begun).toISOString(),
      milliseconds: Math.max(0, Math.round(timing.responseStart)),
    };
    pages.push(seen);
    pages[place] = { ...seen, headers: await headersOf(response.headersArray()) };
  }

  dialog(message: string): void {
    this.#now.dialogs += 1;
    if (this.#now.dialogs > MOST_DIALOGS) {
      this.#now.blocked ??= `The page opens dialogs without end; the last said "${message.slice(0, 100)}".`;
    }
  }
}

const isPlaceholder = (request: Request): boolean => !/^https?:/.test(request.url());

const isMainDocument = (request: Request): boolean => {
  if (!request.isNavigationRequest()) return false;
  const page = pageOf(request);
  return page === undefined || request.frame() === page.mainFrame();
};

/** Undefined for the first request of a window that is just opening. */
const pageOf = (request: Request): Page | undefined => {
  try {
    return request.frame().page();
  } catch {
    return undefined;
  }
};

/** Sends a form off by POST, as a page of the app would. */
export async function submitted(
  page: Page,
  url: string,
  fields: readonly (readonly [string, string])[],
): Promise<void> {
  await page.evaluate(inPage(SUBMIT_FORM, { action: url, pairs: fields }));
}
