import type { WireOutcome } from './http-port.ts';
import { header } from './exchange.ts';

/** How long, in all, one request may be held up by a server that asks for patience. */
export const RETRY_BUDGET_MS = 120_000;
const MOST_ATTEMPTS = 6;
/** How often a connection that breaks is tried before that is taken for the target's answer. */
export const MOST_RESETS = 3;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/**
 * Milliseconds that a Retry-After field asks for (RFC 9110, 10.2.3: seconds or an HTTP date);
 * undefined when there is none or it says neither.
 */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  // A date has letters; Date.parse would take -5 for a month.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Milliseconds to wait after that many attempts; the jitter, between 0 and 1, spreads them. */
export const backoff = (attempt: number, jitter: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS) * (0.5 + jitter / 2);

export interface RetryState {
  /** How often it has been sent so far. */
  readonly attempt: number;
  /** Milliseconds waited so far. */
  readonly waited: number;
  readonly now: number;
  /** Between 0 and 1. */
  readonly jitter: number;
}

/**
 * How long to wait before sending again, or undefined when this outcome stands. A request is sent
 * again on 429 and 503 and, where it is safe to repeat, when the connection broke.
 */
export function waitBeforeRetry(
  outcome: WireOutcome,
  { attempt, waited, now, jitter }: RetryState,
  repeatable: boolean,
): number | undefined {
  if (attempt >= MOST_ATTEMPTS) return undefined;
  if (outcome.kind === 'unanswered') {
    const again = repeatable && outcome.reason === 'connection-reset' && attempt < MOST_RESETS;
    return again ? backoff(attempt, jitter) : undefined;
  }
  if (outcome.status !== 429 && outcome.status !== 503) return undefined;
  const asked = retryAfter(header(outcome.headers, 'retry-after'), now);
  // A 503 that names no time is a failure like another; a 429 always means "later".
  if (asked === undefined && outcome.status === 503 && !repeatable) return undefined;
  const wait = asked ?? backoff(attempt, jitter);
  return waited + wait > RETRY_BUDGET_MS ? undefined : wait;
}
