import type { Arrival } from '../../core/person-port.ts';
import type { Sealer } from '../../core/ports.ts';
import {
  escaped,
  LONGEST_SAID,
  NOW_TRIED,
  sentences,
  taskMarkup,
} from '../callback-listener/pages.ts';
import type { Desk, DeskStore, KnownState, OpenLogin } from './desk-store.ts';

/** What a browser that came is shown, or where it is sent. */
export type Shown =
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly heading: string;
      /** Markup of ours; what others sent is escaped in it. */
      readonly content: string;
      /** Seconds after which the page looks again by itself. */
      readonly again?: number;
      /** Where it looks; by default where it stands. */
      readonly at?: string;
    }
  | { readonly kind: 'redirect'; readonly to: string };

export interface DoorPorts {
  readonly desks: DeskStore;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly now?: () => number;
}

const LOOK_AGAIN = 3;

const page = (
  status: number,
  heading: string,
  content: string,
  again?: number,
): Extract<Shown, { kind: 'page' }> => ({
  kind: 'page',
  status,
  heading,
  content,
  ...(again === undefined ? {} : { again }),
});

const CLOSE = 'This window can be closed; the page of the run shows what is next.';

type Parameters = readonly (readonly [string, string])[];

/** Where browsers come in that nobody of ours sent: redirect URI, launch URL, page of a run. */
export function frontDoor({ desks, sealer, now = Date.now }: DoorPorts) {
  const seal = (arrival: Arrival): Promise<Uint8Array> => sealer.seal(JSON.stringify(arrival));

  const isOpen = ({ login, answered }: Desk): boolean =>
    login !== undefined && login.id !== answered && now() <= login.until;

  /** Noted for the run it was meant for; where none can be told, for all that wait for somebody. */
  async function refuse(why: string, runId?: string): Promise<Shown> {
    const waiting = runId === undefined ? (await desks.desks()).filter(isOpen) : [];
    const runs = runId === undefined ? waiting.map((desk) => desk.runId) : [runId];
    for (const each of runs) await desks.refuse(each, why);
    return page(400, 'Not taken', sentences(why, 'Nothing was done with it.', CLOSE));
  }

  const whyNot = (known: KnownState): string | undefined => {
    if (known.status === 'answered') return 'this login had been answered already';
    return known.status === 'late' || now() > known.until
      ? 'it came after the time for this login was up'
      : undefined;
  };

  /** Takes the first answer to a login; false where another was first. */
  async function take(
    runId: string,
    login: Pick<OpenLogin, 'id' | 'round' | 'stage'>,
    arrival: Arrival,
    state?: string,
  ): Promise<boolean> {
    if (!(await desks.putArrival(runId, login, await seal(arrival)))) return false;
    if (state !== undefined) await desks.endState(state, 'answered');
    await desks.change(runId, { answered: login.id });
    return true;
  }

  const refusedAnswer = (why: string, runId?: string): Promise<Shown> =>
    refuse(`An answer to an authorization request was refused: ${why}.`, runId);

  return {
    /** GET or POST to the redirect URI: the state decides whose answer it is (RFC 6749, 10.12). */
    async answer(given: Parameters): Promise<Shown> {
      const parameters = new Map(given);
      if (!['state', 'code', 'error'].some((name) => parameters.has(name))) {
        return page(
          400,
          'This is no answer to an authorization request',
          sentences('An answer has "code" and "state", or "error".'),
        );
      }
      const state = parameters.get('state');
      const known = state === undefined ? undefined : await desks.state(state);
      if (state === undefined || known === undefined) {
        return refusedAnswer('its state belongs to no login of a run');
      }
      const { runId, login } = known;
      const why = whyNot(known);
      if (why !== undefined) return refusedAnswer(why, runId);
      if (!(await take(runId, login, { kind: 'returned', parameters: given }, state))) {
        return refusedAnswer('this login had been answered already', runId);
      }
      const done = page(
        200,
        parameters.has('code') ? 'Logged in' : 'The server sent you back with an error',
        sentences('This login is done.', CLOSE),
        LOOK_AGAIN,
      );
      // Whoever brings the first answer to a state is the person who was shown the page.
      const desk = await desks.desk(runId);
      return desk === undefined ? done : { ...done, at: `login/${desk.ticket}` };
    },

    /** GET of the launch URL: the EHR that opens the app tells whose launch it is. */
    async launch(given: Parameters): Promise<Shown> {
      const iss = new Map(given).get('iss') ?? '';
      const waiting = (await desks.desks()).filter(
        (desk) => isOpen(desk) && desk.login?.stage === 'launcher',
      );
      const exact = waiting.filter(({ login }) => plain(login?.issuer ?? '') === plain(iss));
      // An issuer that is spelt wrong is a finding of the run, and must reach it.
      const near = waiting.filter(({ login }) => originOf(login?.issuer) === originOf(iss));
      const [desk, ...more] = exact.length > 0 ? exact : near;
      if (desk?.login === undefined || more.length > 0) {
        return refuse('A launch was refused: no run waits for one from this EHR.');
      }
      const { runId, login } = desk;
      if (!(await take(runId, login, { kind: 'returned', parameters: given }))) {
        return refuse('A launch was refused: the app had been opened already.', runId);
      }
      const token = crypto.randomUUID();
      await desks.change(runId, { pass: { token, round: login.round } });
      return { kind: 'redirect', to: `login/${token}` };
    },

    /** The page of a run, or the way on of a browser that has opened the app. */
    async show(name: string, going?: string): Promise<Shown> {
      const all = await desks.desks();
      const own = all.find(({ ticket }) => ticket === name);
      if (own !== undefined) {
        await desks.change(own.runId, { seenAt: now() });
        return isOpen(own) && own.login !== undefined && own.login.id === going
          ? goOn(own.login)
          : next(own, isOpen(own));
      }
      const led = all.find(({ pass }) => pass?.token === name);
      if (led === undefined) {
        return page(404, 'Nothing here', sentences('No run waits for anybody at this address.'));
      }
      await desks.change(led.runId, { seenAt: now() });
      const { login, pass } = led;
      if (login?.round !== pass?.round || login === undefined || !isOpen(led)) {
        const told =
          'The app was opened. The login follows in some seconds; leave this window open.';
        return page(200, 'One moment', sentences(told), LOOK_AGAIN);
      }
      await desks.change(led.runId, { pass: undefined });
      return goOn(login);
    },

    /** The word of a person that something is done, or that the server showed an error. */
    async told(ticket: string, form: URLSearchParams): Promise<Shown> {
      const desk = (await desks.desks()).find((each) => each.ticket === ticket);
      const login = desk?.login;
      if (desk === undefined || login === undefined || login.id !== form.get('login')) {
        return page(404, 'Nothing here', sentences('No login waits for this.'));
      }
      const isDone = login.stage === 'revoker' && form.has('done');
      const said = (form.get('said') ?? '').slice(0, LONGEST_SAID);
      const arrival: Arrival = isDone ? { kind: 'done' } : { kind: 'error-page', said };
      const noted = isDone ? NOW_TRIED : 'What you saw is part of the evidence.';
      return (await take(desk.runId, login, arrival, login.state))
        ? page(200, 'Noted', sentences(noted), LOOK_AGAIN)
        : refusedAnswer('this login had been answered already', desk.runId);
    },
  };
}

const plain = (url: string): string => url.replace(/\/+$/, '');

const originOf = (url: string | undefined): string | undefined => URL.parse(url ?? '')?.origin;

/** What the person is to do now. */
function next({ login }: Desk, isWaiting: boolean): Shown {
  if (login === undefined || !isWaiting) {
    return page(
      200,
      'Nothing to do now',
      sentences('Assay is at work. This page shows the next login as soon as there is one.'),
      LOOK_AGAIN,
    );
  }
  const { id, round, number, until } = login;
  const task = taskMarkup(login, { go: `?go=${id}`, hidden: { login: id } });
  const time = `<p class="small">There is time for this login until ${escaped(new Date(until).toISOString())}.</p>`;
  return page(200, `Login ${number}: ${round}`, `${task}${time}`);
}

/** To the authorize endpoint: by a redirect, or by a form where it is asked by POST. */
function goOn({ url = '', form }: OpenLogin): Shown {
  if (form === undefined) return { kind: 'redirect', to: url };
  const fields = form
    .map(
      ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    )
    .join('');
  return page(
    200,
    'To the login',
    `<form method="post" action="${escaped(url)}">${fields}<button>Go to the login</button></form>`,
  );
}
