import { describe, expect, it } from 'vitest';
import type { WireOutcome } from './http-port.ts';
import { RETRY_BUDGET_MS, retryAfter, waitBeforeRetry } from './retry.ts';

const answered = (status: number, retry?: string, truncated?: string): WireOutcome => ({
  kind: 'answered',
  status,
  headers: retry === undefined ? [] : [['Retry-After', retry]],
  body: '',
  size: 0,
  timings: { total: 1 },
  ...(truncated === undefined ? {} : { truncated }),
});

const unanswered = (reason: 'connection-reset' | 'timeout'): WireOutcome => ({
  kind: 'unanswered',
  reason,
  detail: '',
  timings: { total: 1 },
});

const NOW = Date.parse('2026-11-01T00:00:00Z');
const state = (attempt = 1, waited = 0) => ({ attempt, waited, now: NOW, jitter: 1 });

describe('a request is sent again', () => {
  it.each<[string, WireOutcome, number, number]>([
    ['after a 429 that names seconds', answered(429, '7'), 1, 7000],
    ['after a 429 that names a date', answered(429, 'Sun, 01 Nov 2026 00:00:30 GMT'), 1, 30_000],
    ['after a 429 that names nothing, later each time', answered(429), 2, 1000],
    ['after a 503', answered(503), 1, 500],
    ['when the connection was reset', unanswered('connection-reset'), 2, 1000],
  ])('%s', (_case, outcome, attempt, wait) => {
    expect(waitBeforeRetry(outcome, state(attempt), true)).toBe(wait);
  });
});

describe('an outcome stands', () => {
  it.each<[string, WireOutcome, ReturnType<typeof state>, boolean]>([
    ['where it is an answer', answered(500), state(), true],
    ['at the third reset', unanswered('connection-reset'), state(3), true],
    ['where what came is broken itself', answered(200, undefined, 'not gzip'), state(), true],
    ['where nothing came in time', unanswered('timeout'), state(), true],
    ['where it is not safe to repeat', unanswered('connection-reset'), state(), false],
    ['where a 503 for what is not safe to repeat names no time', answered(503), state(), false],
    ['where waiting would take too long', answered(429, '100'), state(2, RETRY_BUDGET_MS), true],
    ['after six attempts', answered(429, '1'), state(6), true],
  ])('%s', (_case, outcome, at, repeatable) => {
    expect(waitBeforeRetry(outcome, at, repeatable)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  it.each([
    [undefined, undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['Sun, 01 Nov 1999 00:00:30 GMT', 0],
  ])('%s', (value, wait) => {
    expect(retryAfter(value, NOW)).toBe(wait);
  });
});
