import { type AnsweredExchange, type Exchange, header } from '../../core/exchange.ts';
import type { Ask, ProbeIo } from '../../core/probe.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';
import { isTransient, Waiting } from './waiting.ts';

/** How an export is asked for. */
export interface ExportAsk {
  /** Name of the round; what leans on another export is named below it. */
  readonly name: string;
  readonly url: string;
  /** Seconds that may be waited for it. */
  readonly longestWait: number;
  /** Further preferences beside respond-async (RFC 7240). */
  readonly handling?: 'lenient' | 'strict';
  /** Asked for by POST with these (Bulk Data 2.0, Parameters), else by GET. */
  readonly parameters?: Ask['json'];
}

/** A server that would begin no export yet (Bulk Data, Kick-off Request: 429). */
export interface Busy {
  readonly waited: number;
  /** Seconds by which it asked to be left alone when it was given up. */
  readonly next?: number;
  /** Whether exports of this run were cut off by an interruption, and may still be under way. */
  readonly hasLost: boolean;
  readonly exchange: number;
}

/** A kick-off as it was answered in the end. */
export interface Begun {
  readonly kickOff: AnsweredExchange;
  readonly busy?: Busy;
}

/** An export from its kick-off to where it ended. */
export interface ExportRun extends Begun {
  /** Absolute; absent where the kick-off gave none. */
  readonly statusUrl?: string;
  readonly polls: readonly AnsweredExchange[];
  /** Set where the export was given up before it ended: what the next wait would have been. */
  readonly givenUp?: { readonly waited: number; readonly next: number };
}

/**
 * Headers of a kick-off (Bulk Data, Kick-off Request). Servers that answer an equal request with the
 * export that they have already are asked for one of its own (RFC 9111, 5.2.1.4).
 */
export const KICK_OFF = {
  accept: 'application/fhir+json',
  prefer: 'respond-async',
  'cache-control': 'no-cache',
};

/** The address to poll, made absolute by the kick-off's own. */
export function statusUrlOf({ request, response }: AnsweredExchange): string | undefined {
  const location = header(response.headers, 'content-location');
  if (location === undefined || location === '') return undefined;
  return URL.parse(location, request.url)?.href;
}

/** Whether an export was begun, and can be asked after. */
export const statusUrlOfBegun = (kickOff: AnsweredExchange): string | undefined =>
  kickOff.response.status === 202 ? statusUrlOf(kickOff) : undefined;

/** Kicks off, again and again where the server has too many exports under way. */
export async function beginExport(io: ProbeIo, ask: ExportAsk): Promise<Begun> {
  const { name, url, parameters, handling } = ask;
  const prefer =
    handling === undefined ? KICK_OFF.prefer : `${KICK_OFF.prefer}, handling=${handling}`;
  const waiting = new Waiting(ask.longestWait);
  let first: AnsweredExchange | undefined;
  for (let turn = 0; ; turn += 1) {
    const key = turn === 0 ? `${name}/kick-off` : `${name}/kick-off/${turn}`;
    const kickOff = await io.answer({
      url,
      headers: { ...KICK_OFF, prefer },
      context: BACKEND,
      key,
      once: true,
      ...(parameters === undefined ? {} : { json: parameters }),
    });
    first ??= kickOff;
    if (!isBusy(kickOff)) {
      return turn === 0 ? { kickOff } : { kickOff, busy: await busyness(io, ask, waiting, first) };
    }
    const next = waiting.next(kickOff);
    if (next === undefined) {
      const busy = await busyness(io, ask, waiting, first);
      return { kickOff, busy: { ...busy, next: waiting.step(kickOff) } };
    }
    await io.later(key, next);
  }
}

/** Bulk Data, Kick-off Request: 429 where another export has to end first. */
export const isBusy = ({ response }: AnsweredExchange): boolean =>
  response.status === 429 ||
  (response.status === 503 && header(response.headers, 'retry-after') !== undefined);

async function busyness(
  io: ProbeIo,
  { name }: ExportAsk,
  { waited }: Waiting,
  first: AnsweredExchange,
): Promise<Busy> {
  const hasLost = await io.observe(`lost ${name}`, async () => false);
  return { waited, hasLost, exchange: first.index };
}

/** Errors in a row after which an export is taken to have ended with them. */
const MOST_STRIKES = 5;

/** Seconds of delay by which a poll shows that the run was interrupted meanwhile. */
const LATE_SECONDS = 300;

const GONE = [404, 410];

/** What asking for a status came to. */
export interface Polled {
  readonly polls: readonly AnsweredExchange[];
  readonly givenUp?: NonNullable<ExportRun['givenUp']>;
  /** Seconds by which the last poll came later than it was due. */
  readonly late: number;
}

/** Asks for a status, or for a page of a manifest, until it is there or its time is up. */
export async function pollUntilEnd(
  io: ProbeIo,
  url: string,
  name: string,
  { longestWait, since }: { readonly longestWait: number; readonly since: string },
): Promise<Polled> {
  const polls: AnsweredExchange[] = [];
  const waiting = new Waiting(longestWait);
  let due = Date.parse(since);
  let strikes = 0;
  for (let number = 0; ; number += 1) {
    const key = `${name}/${number}`;
    const headers = { accept: 'application/json' };
    const poll = await io.answer({ url, headers, context: BACKEND, key });
    polls.push(poll);
    const late = (Date.parse(poll.at) - due) / 1000;
    strikes = isTransient(poll) ? strikes + 1 : 0;
    const retries = isBusy(poll) || (strikes > 0 && strikes < MOST_STRIKES);
    if (poll.response.status !== 202 && !retries) return { polls, late };
    const next = waiting.next(poll);
    if (next === undefined) {
      return { polls, late, givenUp: { waited: waiting.waited, next: waiting.step(poll) } };
    }
    due = Date.parse(poll.at) + next * 1000;
    await io.later(key, next);
  }
}

/**
 * Polls until the export ends or its time is up; waits belong to the scheduler. One that is given up
 * is cancelled. An export that nobody asked after for long, and that the server gave up meanwhile, is asked for once more.
 */
export async function finishExport(io: ProbeIo, begun: Begun, ask: ExportAsk): Promise<ExportRun> {
  const { name, longestWait } = ask;
  const statusUrl = statusUrlOfBegun(begun.kickOff);
  if (statusUrl === undefined) return { ...begun, polls: [] };
  const patience = { longestWait, since: begun.kickOff.at };
  const { polls, givenUp, late } = await pollUntilEnd(io, statusUrl, `${name}/poll`, patience);
  const isGone = GONE.includes(polls.at(-1)?.response.status ?? 0);
  if (isGone && late > LATE_SECONDS && !name.endsWith(AGAIN)) {
    const again = { ...ask, name: `${name}${AGAIN}` };
    return finishExport(io, await beginExport(io, again), again);
  }
  if (givenUp === undefined) return { ...begun, statusUrl, polls };
  // Nobody will fetch it: the server need not go on (Bulk Data, Delete Request).
  await cancelExport(io, begun, name);
  return { ...begun, statusUrl, polls, givenUp };
}

const AGAIN = '/again';

/** Ends an export that nobody waits for, unless it is that other one; what came of it. */
export async function cancelExport(
  io: ProbeIo,
  { kickOff }: Begun,
  name: string,
  other?: string,
): Promise<Exchange | undefined> {
  const url = statusUrlOfBegun(kickOff);
  return url === undefined || url === other
    ? undefined
    : io.ask({ url, method: 'DELETE', context: BACKEND, key: `${name}/cancel` });
}

/**
 * Goes through a round that is valid in one go alone: an export that lay about while the run was
 * interrupted may have ended before it is cancelled (see core/export-rounds.ts).
 */
export async function inOneGo<T>(io: ProbeIo, name: string, work: () => Promise<T>): Promise<T> {
  await io.observe(`${name}/whole`, async () => true);
  const outcome = await work();
  await endRound(io, name);
  return outcome;
}

/** Says that nothing of a round is outstanding. */
export const endRound = (io: ProbeIo, name: string): Promise<boolean> =>
  io.observe(`${name}/end`, async () => true);
