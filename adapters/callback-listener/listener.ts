import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Arrival, Invitation, PersonPort, RefusedArrival } from '../../core/person-port.ts';
import {
  escaped,
  framed,
  LONGEST_SAID,
  NOW_TRIED,
  POLICY,
  sentences,
  taskMarkup,
} from './pages.ts';

export interface ListenerOptions {
  /** Hears of each invitation: the page to open, and the address that it leads to. */
  readonly tell: (page: string, invitation: Invitation) => void;
  readonly now?: () => number;
}

interface Open {
  readonly id: string;
  readonly invitation: Invitation;
  readonly answer: (arrival: Arrival) => void;
}

const MOST_BODY = 64 * 1024;
/** A browser that has opened the app waits so long for the way on. */
const WAY_ON_MS = 5_000;
const PERSON_COMES_BACK_IN = 2;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The address that a listener can be bound to, or why none can. */
export function listensAt(address: string): { readonly host: string; readonly port: number } {
  const url = new URL(address);
  if (url.protocol !== 'http:' || !LOOPBACK.has(url.hostname)) {
    throw new Error(
      `The login driver "person" listens on loopback: "${url.origin}" must be http://127.0.0.1 or http://localhost with a port, registered with the EHR.`,
    );
  }
  const host = url.hostname === '[::1]' ? '::1' : '127.0.0.1';
  return { host, port: url.port === '' ? 80 : Number(url.port) };
}

/**
 * Takes in people on loopback: shows one login at a time what to do next, and tells answers apart
 * by their state, whoever sent them (RFC 6749, 10.12).
 */
export function callbackListener({
  tell,
  now = Date.now,
}: ListenerOptions): PersonPort & { close(): Promise<void> } {
  const desk = new Desk(tell, now);
  return {
    meet: (invitation, signal) => desk.meet(invitation, signal),
    refused: async () => desk.takeRefused(),
    close: () => desk.close(),
  };
}

class Desk {
  readonly #tell: ListenerOptions['tell'];
  readonly #now: () => number;
  readonly #servers = new Map<string, Promise<Server>>();
  #refused: RefusedArrival[] = [];
  /** One login after the other: nobody can type into two. */
  #queue: Promise<unknown> = Promise.resolve();
  #open: Open | undefined;
  #count = 0;
  /** States of logins that are over, and how they ended. */
  readonly #over = new Map<string, 'answered' | 'late'>();
  /** A browser whose launch has come, waiting for the authorization request that follows. */
  #waiting: { readonly round: string; readonly response: ServerResponse } | undefined;

  constructor(tell: ListenerOptions['tell'], now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  async meet(invitation: Invitation, signal?: AbortSignal): Promise<Arrival> {
    const turn = this.#queue.then(() => this.#meetNow(invitation, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #meetNow(invitation: Invitation, signal?: AbortSignal): Promise<Arrival> {
    if (signal?.aborted === true) return { kind: 'nobody' };
    const { host, port } = listensAt(invitation.returnsTo);
    await this.#listen(host, port);
    this.#count += 1;
    // Not to be guessed: another site must not speak for the person.
    const id = `${this.#count}-${randomBytes(9).toString('base64url')}`;
    const { promise, resolve } = Promise.withResolvers<Arrival>();
    this.#open = { id, invitation, answer: resolve };
    const late = setTimeout(() => resolve({ kind: 'nobody' }), invitation.seconds * 1000);
    const onStop = (): void => resolve({ kind: 'nobody' });
    signal?.addEventListener('abort', onStop, { once: true });
    if (!this.#sendOn(id, invitation))
      this.#tell(`http://${new URL(invitation.returnsTo).host}/`, invitation);
    try {
      const arrival = await promise;
      if (invitation.state !== undefined) {
        this.#over.set(invitation.state, arrival.kind === 'nobody' ? 'late' : 'answered');
      }
      return arrival;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', onStop);
      this.#open = undefined;
    }
  }

  /** The browser that opened the app goes on at once, as it would with any app. */
  #sendOn(id: string, { round, url }: Invitation): boolean {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.round !== round || url === undefined) return false;
    this.#waiting = undefined;
    if (waiting.response.writableEnded) return false;
    waiting.response.writeHead(303, { location: `/go/${id}`, 'cache-control': 'no-store' }).end();
    return true;
  }

  async #listen(host: string, port: number): Promise<Server> {
    const key = `${host}:${port}`;
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const listening = new Promise<Server>((resolve, reject) => {
      const server = createServer((request, response) => void this.#answer(request, response));
      server.once('error', (cause) =>
        reject(
          new Error(`Nobody can be taken in at ${key}: ${cause.message}. Another run may use it.`, {
            cause,
          }),
        ),
      );
      server.listen(port, host, () => resolve(server));
    });
    this.#servers.set(key, listening);
    listening.catch(() => this.#servers.delete(key));
    return listening;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = request.method === 'POST' ? await bodyOf(request) : '';
      if (body === undefined)
        return show(response, 413, 'Too much', sentences('That was no answer.'));
      // The name under which a browser knows us must be ours: others' pages may not speak through it.
      const host = request.headers.host ?? '';
      const url = URL.parse(request.url ?? '/', `http://${host}`);
      if (url === null || !LOOPBACK.has(url.hostname)) {
        return show(response, 400, 'Not here', sentences('This address is for this machine only.'));
      }
      this.#route(request.method ?? 'GET', url, body, response);
    } catch {
      response.destroy();
    }
  }

  #route(method: string, url: URL, body: string, response: ServerResponse) {
    const open = this.#open;
    if (url.pathname === '/') return this.#next(response);
    if (open !== undefined && url.pathname === `/go/${open.id}`) return goOn(open, response);
    if (open !== undefined && method === 'POST' && url.pathname === `/error/${open.id}`) {
      const said = (new URLSearchParams(body).get('said') ?? '').slice(0, LONGEST_SAID);
      open.answer({ kind: 'error-page', said });
      return show(
        response,
        200,
        'Noted',
        sentences('What you saw is part of the evidence.'),
        PERSON_COMES_BACK_IN,
      );
    }
    if (
      open?.invitation.stage === 'revoker' &&
      method === 'POST' &&
      url.pathname === `/done/${open.id}`
    ) {
      open.answer({ kind: 'done' });
      return show(response, 200, 'Noted', sentences(NOW_TRIED), PERSON_COMES_BACK_IN);
    }
    const given = [...url.searchParams, ...new URLSearchParams(body)];
    const parameters = new Map(given);
    if (parameters.has('state') || parameters.has('code') || parameters.has('error')) {
      return this.#callback(url, given, parameters.get('state'), response);
    }
    if (parameters.has('launch') || parameters.has('iss'))
      return this.#launch(url, given, response);
    show(
      response,
      404,
      'Nothing here',
      sentences('Go back to the first page.'),
      PERSON_COMES_BACK_IN,
    );
  }

  /** What the person is to do now. */
  #next(response: ServerResponse) {
    const open = this.#open;
    if (open === undefined) {
      return show(
        response,
        200,
        'Nothing to do now',
        sentences(
          'Assay is at work. This page shows the next login as soon as there is one; once the report is written, close it.',
        ),
        PERSON_COMES_BACK_IN,
      );
    }
    const { invitation, id } = open;
    const task = taskMarkup(invitation, {
      go: `/go/${id}`,
      errorAction: `/error/${id}`,
      doneAction: `/done/${id}`,
    });
    show(
      response,
      200,
      `Login ${id.split('-')[0]}: ${invitation.round}`,
      `${task}<p class="small">There are ${invitation.seconds} seconds for each login.</p>`,
    );
  }

  #callback(
    url: URL,
    given: readonly (readonly [string, string])[],
    state: string | undefined,
    response: ServerResponse,
  ) {
    const open = this.#open;
    const expected = open?.invitation;
    const isHere = expected !== undefined && url.pathname === new URL(expected.returnsTo).pathname;
    const isAsked = isHere && expected.stage === 'authorize';
    if (open !== undefined && isAsked && state === expected.state) {
      open.answer({ kind: 'returned', parameters: given });
      const granted = given.some(([name]) => name === 'code');
      return show(
        response,
        200,
        granted ? 'Logged in' : 'The server sent you back with an error',
        sentences('This login is done. The next one shows in a moment.'),
        PERSON_COMES_BACK_IN,
      );
    }
    const how = state === undefined ? undefined : this.#over.get(state);
    const why =
      how === 'late'
        ? 'it came after the time for this login was up'
        : how === 'answered'
          ? 'this login had been answered already'
          : 'its state belongs to no login of this run';
    this.#refuse(`An answer to an authorization request was refused: ${why}.`, response);
  }

  #launch(url: URL, given: readonly (readonly [string, string])[], response: ServerResponse) {
    const open = this.#open;
    const expected = open?.invitation;
    const isAwaited =
      open !== undefined &&
      expected !== undefined &&
      expected.stage === 'launcher' &&
      url.pathname === new URL(expected.returnsTo).pathname;
    if (!isAwaited) return this.#refuse('A launch was refused: none was awaited.', response);
    this.#waiting = { round: expected.round, response };
    const timer = setTimeout(() => {
      if (this.#waiting?.response === response) this.#waiting = undefined;
      if (!response.writableEnded) {
        show(
          response,
          200,
          'The app was opened',
          sentences('Nothing follows from this launch.'),
          PERSON_COMES_BACK_IN,
        );
      }
    }, WAY_ON_MS);
    response.on('close', () => clearTimeout(timer));
    open.answer({ kind: 'returned', parameters: given });
  }

  #refuse(why: string, response: ServerResponse): void {
    this.#refused.push({ at: new Date(this.#now()).toISOString(), why });
    show(
      response,
      400,
      'Not taken',
      `${sentences(why, 'Nothing was done with it.')}<p><a class="go" href="/">What to do next</a></p>`,
    );
  }

  takeRefused(): readonly RefusedArrival[] {
    const taken = this.#refused;
    this.#refused = [];
    return taken;
  }

  async close(): Promise<void> {
    for (const listening of this.#servers.values()) {
      const server = await listening.catch(() => undefined);
      if (server === undefined) continue;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    }
    this.#servers.clear();
  }
}

/** To the authorize endpoint: by a redirect, or by a form where it is asked by POST. */
function goOn({ invitation }: Open, response: ServerResponse): void {
  const { url = '/', form } = invitation;
  if (form === undefined) {
    response
      .writeHead(303, {
        location: url,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
      .end();
    return;
  }
  const fields = form
    .map(
      ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    )
    .join('');
  show(
    response,
    200,
    'To the login',
    `<form method="post" action="${escaped(url)}">${fields}<button>Go to the login</button></form>`,
  );
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function show(
  response: ServerResponse,
  status: number,
  heading: string,
  content: string,
  again?: number,
): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    .end(framed(heading, content, again));
}
