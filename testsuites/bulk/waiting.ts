import { type AnsweredExchange, header } from '../../core/exchange.ts';
import { isJsonObject } from '../../core/json.ts';
import { jsonReply, objectIn } from '../launch/json-reply.ts';

/** Seconds by which Retry-After asks to wait: a number or a date (RFC 9110, 10.2.3). */
export function retryAfterOf({ response, at }: AnsweredExchange): number | undefined {
  const value = header(response.headers, 'retry-after')?.trim();
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const then = /[A-Za-z]{3}.*\d{4}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(then) ? undefined : Math.max(0, (then - Date.parse(at)) / 1000);
}

const FIRST_STEP_SECONDS = 2;
const LONGEST_STEP_SECONDS = 60;

/** Patience with one export: as Retry-After asks, or by doubling, until a limit. */
export class Waiting {
  readonly #limit: number;
  #step = FIRST_STEP_SECONDS;
  #turns = 0;
  waited = 0;

  constructor(limitSeconds: number) {
    this.#limit = limitSeconds;
  }

  /** Seconds that this answer asks to wait, whether or not there is time for it. */
  step(answer: AnsweredExchange): number {
    return Math.max(retryAfterOf(answer) ?? this.#step, this.#turns === 0 ? 0 : 1);
  }

  /** Seconds to wait before asking again; undefined where that would pass the limit. */
  next(answer: AnsweredExchange): number | undefined {
    const next = this.step(answer);
    if (this.waited + next > this.#limit) return undefined;
    this.#step = Math.min(this.#step * 2, LONGEST_STEP_SECONDS);
    this.#turns += 1;
    this.waited += next;
    return next;
  }
}

/** Codes that say "ask again later" (FHIR R4, IssueType: transient and what is below it). */
const TRANSIENT = new Set([
  'transient',
  'lock-error',
  'no-store',
  'exception',
  'timeout',
  'incomplete',
  'throttled',
]);

/** What stands between client and server fails by these. */
const GATEWAY = [502, 503, 504];

/** A polling failure that does not say that the export failed (Bulk Data, Error Status). */
export function isTransient(answer: AnsweredExchange): boolean {
  const { status } = answer.response;
  if (status < 400) return false;
  const outcome = objectIn(jsonReply(answer));
  if (outcome?.['resourceType'] !== 'OperationOutcome') return GATEWAY.includes(status);
  const issues = Array.isArray(outcome['issue']) ? outcome['issue'].filter(isJsonObject) : [];
  return issues.some(({ code }) => TRANSIENT.has(String(code)));
}
