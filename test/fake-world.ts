import type { HttpPort, WireOutcome, WireRequest } from '../core/http-port.ts';
import { Journal } from '../core/journal.ts';
import type { Clock } from '../core/ports.ts';
import { Recorder } from '../core/recorder.ts';
import type { RecorderOptions } from '../core/recorder-options.ts';
import { SecretVault } from '../core/secrets.ts';

export const BASE = 'https://ehr.example.com/fhir';

/** A clock that moves only when told to, or when somebody sleeps. */
export const fakeClock = (
  start = Date.parse('2026-11-01T00:00:00Z'),
): Clock & {
  advance(milliseconds: number): void;
  readonly slept: number[];
} => {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
};

export const reply = (
  status: number,
  body: unknown = '',
  headers: Readonly<Record<string, string>> = {},
): WireOutcome => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  return {
    kind: 'answered',
    status,
    headers: Object.entries({ 'content-type': type, ...headers }),
    body: text,
    size: text.length,
    timings: { total: 1 },
  };
};

export const noReply = (
  reason: 'connection-refused' | 'connection-reset' | 'timeout',
): WireOutcome => ({
  kind: 'unanswered',
  reason,
  detail: `no answer: ${reason}`,
  timings: { total: 1 },
});

export type Responder = (request: WireRequest, nth: number) => WireOutcome | Promise<WireOutcome>;

/** A wire that answers by a function and remembers what it was asked. */
export const fakeWire = (respond: Responder): HttpPort & { readonly sent: WireRequest[] } => {
  const sent: WireRequest[] = [];
  return {
    sent,
    send: async (request) => {
      sent.push(request);
      return respond(request, sent.length);
    },
  };
};

/** A recorder over a fake wire, with everything at hand that tests look into. */
export function fakeRecorder(respond: Responder, options: Partial<RecorderOptions> = {}) {
  const wire = fakeWire(respond);
  const clock = fakeClock();
  const journal = options.journal ?? new Journal([]);
  const vault = options.vault ?? new SecretVault('test key');
  const recorder = new Recorder({
    journal,
    vault,
    clock,
    http: wire,
    seed: 'test seed',
    concurrency: 4,
    trustedOrigins: [new URL(BASE).origin],
    ...options,
  });
  return { recorder, io: recorder.io('test'), wire, clock, journal, vault };
}
