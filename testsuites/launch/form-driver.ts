import type { FormStep } from '../../core/config.ts';
import { header, type AnsweredExchange } from '../../core/exchange.ts';
import type { ProbeIo } from '../../core/probe.ts';
import { isRedirectTo } from '../../core/redirect-uri.ts';
import { CookieJar } from './cookie-jar.ts';
import { openPage, ownWayOn, takeStep, wordsOn, type PageRequest } from './form-page.ts';

/** More hops than any login seen takes; what needs more goes in a circle. */
const MOST_HOPS = 20;

const HTML = 'text/html,application/xhtml+xml';

/** How a login ended. */
export type LoginOutcome =
  | {
      /** The browser was sent back to the app. */
      readonly kind: 'redirected';
      readonly exchange: number;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | {
      /** The browser stands at a page of the server and nothing leads on. */
      readonly kind: 'stranded';
      readonly exchange: number;
      readonly status: number;
      readonly url: string;
      readonly title: string;
      readonly text: string;
      /** Why no step led on from here. */
      readonly why: string;
      /** Whether every step was taken, and none refused. */
      readonly isThrough?: boolean;
    }
  | {
      /** We would not go on. */
      readonly kind: 'blocked';
      readonly exchange?: number;
      readonly why: string;
    };

/** A page that a user saw on the way. */
export interface ShownPage {
  readonly exchange: number;
  readonly url: string;
  /** As it came; absent where a browser made something else of it. */
  readonly html?: string;
  /** What a person could read, where it is known already. */
  readonly text?: string;
}

export interface Login {
  /** What the user saw, in this order; absent where nobody could look. */
  readonly pages?: readonly ShownPage[];
  /** Every answer on the way, the authorize endpoint's first. */
  readonly first?: AnsweredExchange;
  /** The journal's entry of a login that was made in a browser or by a person. */
  readonly record?: { readonly kind: 'observation'; readonly index: number };
  readonly outcome: LoginOutcome;
}

export interface FormDrive {
  /** Name of the authorization round; its requests are this round's own. */
  readonly round: string;
  readonly start: string;
  /** Sent by POST to the start, which is got otherwise. */
  readonly form?: readonly (readonly [string, string])[];
  readonly redirectUri: string;
  readonly steps: readonly FormStep[];
  /** Origins that may be given what the configuration says to fill in. */
  readonly trusted: ReadonlySet<string>;
  /** Cookies from before; none by default. */
  readonly jar?: CookieJar;
  /** What the requests are for, as their keys name it. */
  readonly stage?: 'authorize' | 'launcher' | 'revoker';
}

/** Statuses under which some servers send their login page. */
const MAY_BE_LOGIN = new Set([401, 403]);

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const parametersOf = (url: string): Record<string, string> =>
  Object.fromEntries(URL.parse(url)?.searchParams ?? []);

/** Where a redirect leads, with its body if the status keeps it (RFC 9110, 15.4). */
function redirectFrom(sent: PageRequest, { request, response }: AnsweredExchange) {
  const location = header(response.headers, 'location');
  const url = REDIRECTS.has(response.status) ? URL.parse(location ?? '', request.url) : null;
  if (location === undefined || url === null) return undefined;
  return response.status === 307 || response.status === 308
    ? { ...sent, url: url.href }
    : ({ method: 'GET', url: url.href, credentials: false } satisfies PageRequest);
}

interface Onward {
  readonly request?: PageRequest;
  readonly rest: readonly FormStep[];
  readonly why: string;
}

const stepName = (step: FormStep): string =>
  step.follow ?? step.form ?? step.click ?? Object.keys(step.fill ?? {})[0] ?? 'any form';

/** The first of the steps left that fits the page; steps that may be passed over are. */
function onward(url: string, html: string, steps: readonly FormStep[]): Onward {
  for (const [at, step] of steps.entries()) {
    // A page is parsed anew for each try: a step fills in what it finds.
    const request = takeStep(openPage(url, html), step);
    if (request !== undefined) return { request, rest: steps.slice(at + 1), why: '' };
    if (step.optional !== true) break;
  }
  const own = ownWayOn(openPage(url, html));
  if (own !== undefined) return { request: own, rest: steps, why: '' };
  const next = steps.find(({ optional }) => optional !== true);
  const why =
    next === undefined
      ? 'no login step is left for this page'
      : `the login step for "${stepName(next)}" does not fit this page`;
  return { rest: steps, why };
}

/**
 * Takes the user through server-rendered pages with a cookie jar of its own, by steps from the
 * configuration, until the browser is sent back to the app or nothing leads on.
 */
export async function driveForms(io: ProbeIo, drive: FormDrive): Promise<Login> {
  const { jar = new CookieJar(), stage = 'authorize' } = drive;
  const pages: ShownPage[] = [];
  let first: AnsweredExchange | undefined;
  let last: AnsweredExchange | undefined;
  let steps = drive.steps;
  let request: PageRequest = {
    method: drive.form === undefined ? 'GET' : 'POST',
    url: drive.start,
    ...(drive.form === undefined ? {} : { form: drive.form }),
    credentials: false,
  };
  const ended = (outcome: LoginOutcome): Login => ({ ...(first && { first }), pages, outcome });
  const blocked = (why: string): Login =>
    ended({ kind: 'blocked', why, ...(last && { exchange: last.index }) });

  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    if (last !== undefined && isRedirectTo(request.url, drive.redirectUri)) {
      const parameters = {
        ...parametersOf(request.url),
        ...Object.fromEntries(request.form ?? []),
      };
      return ended({ kind: 'redirected', exchange: last.index, parameters });
    }
    const origin = URL.parse(request.url)?.origin ?? '';
    if (!/^https?:/.test(origin)) return blocked(`The login leads to "${request.url}".`);
    if (request.credentials && !drive.trusted.has(origin)) {
      return blocked(
        `The login form is sent to ${origin}, which neither the SMART configuration nor target.trustedOrigins names; no credentials were sent there.`,
      );
    }
    const cookie = jar.headerFor(request.url);
    const exchange = await io.answer({
      url: request.url,
      method: request.method,
      headers: { accept: HTML, ...(cookie === undefined ? {} : { cookie }) },
      ...(request.form === undefined ? {} : { form: request.form }),
      key: `${drive.round}/${stage}/${hop}`,
    });
    first ??= exchange;
    last = exchange;
    jar.keep(exchange);
    const redirect = redirectFrom(request, exchange);
    if (redirect !== undefined) {
      request = redirect;
      continue;
    }
    const html = exchange.response.body ?? '';
    const { status } = exchange.response;
    pages.push({ exchange: exchange.index, url: request.url, html });
    const next: Onward =
      status < 400 || MAY_BE_LOGIN.has(status)
        ? onward(request.url, html, steps)
        : { rest: steps, why: `the server answered HTTP ${status}` };
    if (next.request === undefined) {
      return ended({
        kind: 'stranded',
        exchange: exchange.index,
        status,
        url: request.url,
        ...wordsOn(openPage(request.url, html)),
        why: next.why,
        isThrough: status < 400 && steps.every(({ optional }) => optional === true),
      });
    }
    request = next.request;
    steps = next.rest;
  }
  return blocked(`The login did not end within ${MOST_HOPS} pages.`);
}
