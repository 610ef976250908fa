import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import type {
  BrowserAction,
  BrowserEnd,
  BrowserLook,
  BrowserVisit,
  BrowserVisited,
  Picture,
} from '../../core/browser-port.ts';
import { pictureOf } from './picture.ts';
import { type Happenings, type Session, submitted } from './session.ts';
import { candidatesOn, countsOn, wordsOf } from './sight.ts';
import { fits, perform, selectorsOf } from './step.ts';
import { within } from './within.ts';

/** How often a page is looked at. */
const LOOK_EVERY_MS = 100;
/** A page at which no step is left and nothing has stirred for so long leads nowhere. */
const AT_REST_MS = 2_000;
/** An error page may still be made by a script; but it does not become a login form. */
const ERROR_PAGE_MS = 1_500;
/** A login that takes longer does not end. */
const LONGEST_VISIT_MS = 180_000;
/** For the document at the start, and for what comes after the last step. */
const LONGEST_ANSWER_MS = 30_000;
/** News of an answer comes to us a little later than that of what followed it. */
const SETTLING_MS = 50;
/** Statuses under which some servers send their login page. */
const MAY_BE_LOGIN = new Set([401, 403]);
const LONGEST_EXCERPT = 300;

interface Place {
  readonly at: number;
  readonly page: Page;
  readonly frame: Frame;
}

/** One way through pages, step by step. */
export async function takeVisit(
  session: Session,
  visit: BrowserVisit,
  signal?: AbortSignal,
): Promise<BrowserVisited> {
  return new Way(session, visit, signal).taken();
}

class Way {
  readonly #session: Session;
  readonly #visit: BrowserVisit;
  readonly #signal: AbortSignal | undefined;
  readonly #now: Happenings;
  readonly #looks: BrowserLook[] = [];
  readonly #pictures: Picture[] = [];
  readonly #until = Date.now() + LONGEST_VISIT_MS;
  /** How long an answer at the start is waited for: as long as for a step. */
  readonly #patience: number;

  constructor(session: Session, visit: BrowserVisit, signal: AbortSignal | undefined) {
    this.#session = session;
    this.#visit = visit;
    this.#signal = signal;
    this.#now = session.begin(visit);
    this.#patience =
      Math.max(0, ...visit.actions.map(({ timeoutMs }) => timeoutMs)) || LONGEST_ANSWER_MS;
  }

  async taken(): Promise<BrowserVisited> {
    const end = await this.#end();
    await this.#settled();
    const { pages, lastHop, otherRequests } = this.#now;
    const isTold = pages.some(
      ({ url, status }) => url === lastHop?.url && status === lastHop.status,
    );
    if (lastHop !== undefined && !isTold) pages.push(lastHop);
    return {
      end: this.#hidden(end),
      pages,
      looks: this.#looks.map((look) => this.#hidden(look)),
      pictures: this.#pictures,
      otherRequests,
    };
  }

  /** What was answered last may still be on its way to us. */
  async #settled(): Promise<void> {
    const until = Date.now() + SETTLING_MS * 5;
    for (let seen = -1; seen !== this.#now.pages.length && Date.now() < until; ) {
      seen = this.#now.pages.length;
      await delay(SETTLING_MS);
    }
  }

  async #end(): Promise<BrowserEnd> {
    await this.#open();
    if (this.#shown() === undefined) return this.#ended() ?? this.#noPage();
    let next = 0;
    for (;;) {
      const place = await this.#await(next);
      if (place === undefined) return this.#ended() ?? this.#stranded(next);
      const action = this.#visit.actions[place.at];
      if (action === undefined) return this.#stranded(next);
      await this.#look(place.at, place.page, true);
      const trouble = await this.#perform(action, place);
      const ended = this.#ended();
      if (ended !== undefined) return ended;
      if (trouble !== undefined) return this.#stranded(place.at, trouble);
      next = place.at + 1;
    }
  }

  /** Begins at the start, without waiting for all that a page loads. */
  async #open(): Promise<void> {
    const { start, form } = this.#visit;
    const { page } = this.#session;
    // Windows of an earlier visit are of no more use; its cookies stay.
    for (const window of this.#session.windows()) {
      if (window !== page) await within(2_000, window.close());
    }
    if (form !== undefined) {
      await within(5_000, page.goto('about:blank'));
      await within(5_000, submitted(page, start, form));
    } else {
      // Why it failed is known from the request; a return to the app leaves it hanging.
      page.goto(start, { waitUntil: 'commit', timeout: this.#patience }).catch(() => {});
    }
    const until = Date.now() + this.#patience;
    while (this.#shown() === undefined && this.#ended() === undefined && Date.now() < until) {
      await delay(20);
    }
  }

  #ended(): BrowserEnd | undefined {
    const { returned, blocked, failure } = this.#now;
    if (this.#signal?.aborted === true) return { kind: 'aborted' };
    if (returned !== undefined) return { kind: 'redirected', parameters: returned };
    if (blocked !== undefined) return { kind: 'blocked', why: blocked };
    if (failure !== undefined) {
      const { origin, pathname } = new URL(failure.url);
      return { kind: 'failed', why: `${origin}${pathname} could not be opened: ${failure.why}` };
    }
    if (Date.now() > this.#until) {
      return {
        kind: 'blocked',
        why: `The login did not end within ${LONGEST_VISIT_MS / 1000} s.`,
      };
    }
    return undefined;
  }

  /** Waits for a page that one of the next steps fits; undefined where none comes. */
  async #await(next: number): Promise<Place | undefined> {
    const { actions } = this.#visit;
    const last = actions.findIndex(({ optional }, at) => at >= next && !optional);
    const candidates = actions
      .map((action, at) => ({ action, at }))
      .slice(next, last === -1 ? actions.length : last + 1);
    const begun = Date.now();
    const patience = Math.max(
      last === -1 ? LONGEST_ANSWER_MS : 0,
      ...candidates.map(({ action }) => action.timeoutMs),
    );
    while (this.#ended() === undefined && Date.now() - begun < patience) {
      for (const page of this.#session.windows()) {
        for (const frame of page.frames()) {
          for (const { action, at } of candidates) {
            if (await fits(action, frame, page)) return { at, page, frame };
          }
        }
      }
      if (this.#leadsNowhere(begun, last === -1)) return undefined;
      await delay(LOOK_EVERY_MS);
    }
    return undefined;
  }

  #noPage(): BrowserEnd {
    const { origin, pathname } = new URL(this.#visit.start);
    const seconds = this.#patience / 1000;
    return { kind: 'failed', why: `${origin}${pathname} did not answer within ${seconds} s` };
  }

  /** The window that a person would look at: the newest that shows anything. */
  #shown(): Page | undefined {
    const windows = this.#session.windows();
    return windows.find((page) => this.#session.statusOf(page) !== undefined);
  }

  #leadsNowhere(begun: number, noneLeft: boolean): boolean {
    const waited = Date.now() - begun;
    const page = this.#shown();
    const status = page === undefined ? undefined : this.#session.statusOf(page);
    if (status === undefined) return false;
    const isError = status >= 400 && !MAY_BE_LOGIN.has(status);
    if (isError && waited > ERROR_PAGE_MS) return true;
    const { underWay, stirredAt } = this.#now;
    return (
      noneLeft && waited > AT_REST_MS && underWay.size === 0 && Date.now() - stirredAt > AT_REST_MS
    );
  }

  /** Does a step; says what went wrong where it could not be done. */
  async #perform(action: BrowserAction, { at, page, frame }: Place): Promise<string | undefined> {
    const { actions, trusted, pictures, goesOn } = this.#visit;
    const origin = originOf(frame, page);
    if (action.fill.length > 0 && !trusted.has(origin)) {
      this.#now.blocked = `The login page is of ${origin}, which neither the SMART configuration nor target.trustedOrigins names; nothing was filled in there.`;
      return undefined;
    }
    const isLast = at === actions.length - 1 && !goesOn;
    const picture =
      action.screenshot ?? (isLast && action.click !== undefined ? 'last' : undefined);
    return perform(action, frame, page, async () => {
      if (picture === undefined || !pictures) return;
      await this.#picture(page, picture);
    });
  }

  async #picture(page: Page, name: string): Promise<void> {
    const jpeg = await pictureOf(
      page,
      this.#visit.actions.flatMap(({ fill }) => fill.filter(({ isSecret }) => isSecret)),
    );
    if (jpeg !== undefined) this.#pictures.push({ name, jpeg });
  }

  async #look(at: number, page: Page, done: boolean): Promise<void> {
    const action = this.#visit.actions[at];
    const selectors = await countsOn(page, action === undefined ? [] : selectorsOf(action));
    const candidates = done ? [] : await candidatesOn(page);
    const words = await wordsOf(page);
    this.#looks.push({
      step: action === undefined ? 0 : at + 1,
      ...words,
      done,
      selectors,
      candidates,
    });
  }

  async #stranded(next: number, trouble?: string): Promise<BrowserEnd> {
    const page = this.#shown();
    const status = page === undefined ? undefined : this.#session.statusOf(page);
    if (page === undefined || status === undefined) return this.#noPage();
    const { actions, pictures } = this.#visit;
    const at = actions.findIndex(({ optional }, position) => position >= next && !optional);
    const wanted = actions[at];
    const last = at === -1 ? actions.length : at;
    // Steps that may be passed over were looked for as well.
    for (let tried = next; tried <= last; tried += 1) {
      if (tried < last || at !== -1 || next === last) await this.#look(tried, page, false);
    }
    if (pictures) await this.#picture(page, 'end');
    const { title, text, url } = await wordsOf(page);
    return {
      kind: 'stranded',
      status,
      url,
      title,
      text: text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text,
      why: trouble ?? whyNot(status, wanted, at),
      isThrough: trouble === undefined && status < 400 && wanted === undefined,
    };
  }

  /** Nothing that was filled in as a secret is told, however short it is. */
  #hidden<T>(told: T): T {
    const secrets = this.#visit.actions
      .flatMap(({ fill }) => fill)
      .filter(({ isSecret, value }) => isSecret && value.length >= 3)
      .map(({ value }) => JSON.stringify(value).slice(1, -1));
    const text = secrets.reduce(
      (all, secret) => all.replaceAll(secret, '[secret]'),
      JSON.stringify(told),
    );
    return JSON.parse(text) as T;
  }
}

/** An empty frame is of its page's origin. */
const originOf = (frame: Frame, page: Page): string => {
  const url = frame.url().startsWith('about:') ? page.url() : frame.url();
  return URL.parse(url)?.origin ?? 'null';
};

function whyNot(status: number, wanted: BrowserAction | undefined, at: number): string {
  if (status >= 400 && !MAY_BE_LOGIN.has(status)) return `the server answered HTTP ${status}`;
  if (wanted === undefined) return 'no login step is left for this page';
  const [selector] = selectorsOf(wanted);
  const name =
    selector ?? wanted.waitForUrl ?? wanted.expectText ?? wanted.open ?? wanted.screenshot ?? '';
  return `login step ${at + 1}, for "${name}", does not fit this page`;
}
