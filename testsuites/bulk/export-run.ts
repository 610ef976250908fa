import { type AnsweredExchange, type Exchange, header } from '../../core/exchange.ts';
import type { ProbeIo } from '../../core/probe.ts';
import { BACKEND } from '../backend-services/backend-token.probe.ts';

/** An export from its kick-off to where it ended. */
export interface ExportRun {
  readonly kickOff: AnsweredExchange;
  /** Absolute; absent where the kick-off gave none. */
  readonly statusUrl?: string;
  readonly polls: readonly AnsweredExchange[];
  /** Set where the export was given up before it ended: what the next wait would have been. */
  readonly givenUp?: { readonly waited: number; readonly next: number };
}

/** Headers of a kick-off (Bulk Data, Kick-off Request). */
export const KICK_OFF = { accept: 'application/fhir+json', prefer: 'respond-async' };

/** The address to poll, made absolute by the kick-off's own. */
export function statusUrlOf({ request, response }: AnsweredExchange): string | undefined {
  const location = header(response.headers, 'content-location');
  if (location === undefined || location === '') return undefined;
  return URL.parse(location, request.url)?.href;
}

/** Seconds by which Retry-After asks to wait: a number or a date (RFC 9110, 10.2.3). */
export function retryAfterOf({ response, at }: AnsweredExchange): number | undefined {
  const value = header(response.headers, 'retry-after')?.trim();
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const then = /[A-Za-z]{3}.*\d{4}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(then) ? undefined : Math.max(0, (then - Date.parse(at)) / 1000);
}

const FIRST_WAIT_SECONDS = 2;
const LONGEST_STEP_SECONDS = 60;

/** Polls until the export ends or its time is up; waits belong to the scheduler. */
export async function finishExport(
  io: ProbeIo,
  kickOff: AnsweredExchange,
  name: string,
  longestWaitSeconds: number,
): Promise<ExportRun> {
  const statusUrl = statusUrlOf(kickOff);
  if (statusUrl === undefined || kickOff.response.status !== 202) return { kickOff, polls: [] };
  const polls: AnsweredExchange[] = [];
  let waited = 0;
  let step = FIRST_WAIT_SECONDS;
  for (let number = 0; ; number += 1) {
    const poll = await io.answer({
      url: statusUrl,
      headers: { accept: 'application/json' },
      context: BACKEND,
      key: `${name}/poll/${number}`,
    });
    polls.push(poll);
    if (poll.response.status !== 202) return { kickOff, statusUrl, polls };
    const next = Math.max(retryAfterOf(poll) ?? step, number === 0 ? 0 : 1);
    step = Math.min(step * 2, LONGEST_STEP_SECONDS);
    if (waited + next > longestWaitSeconds) {
      return { kickOff, statusUrl, polls, givenUp: { waited, next } };
    }
    await io.later(`${name}/poll/${number}`, next);
    waited += next;
  }
}

/** Ends an export that nobody waits for; what came of it. */
export async function cancelExport(
  io: ProbeIo,
  kickOff: AnsweredExchange,
  name: string,
): Promise<Exchange | undefined> {
  const url = kickOff.response.status === 202 ? statusUrlOf(kickOff) : undefined;
  return url === undefined
    ? undefined
    : io.ask({ url, method: 'DELETE', context: BACKEND, key: `${name}/cancel` });
}
