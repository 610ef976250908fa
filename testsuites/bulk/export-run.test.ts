import { describe, expect, it } from 'vitest';
import type { AnsweredExchange } from '../../core/exchange.ts';
import type { ProbeIo } from '../../core/probe.ts';
import { answered } from '../../test/evidence.ts';
import { completedIn } from './export.probe.ts';
import { cancelExport, type ExportAsk, finishExport, statusUrlOf } from './export-run.ts';
import { filesIn } from './manifest.probe.ts';
import { retryAfterOf } from './waiting.ts';

const URL_OF_STATUS = 'https://ehr.example.org/status/1';
const ASK: ExportAsk = { name: 'test', url: 'https://ehr.example.org/$export', longestWait: 600 };
const kickOff = answered(202, { 'content-location': URL_OF_STATUS });

/** Polls answered in turn, the last one again and again; waits are noted, not slept. */
function polled(...answers: readonly AnsweredExchange[]) {
  const waits: number[] = [];
  let turn = 0;
  const answer = async (): Promise<AnsweredExchange> => {
    const found = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    if (found === undefined) throw new Error('no answer prepared');
    return found;
  };
  const later = async (_key: string, seconds: number): Promise<void> => void waits.push(seconds);
  const observe = async () => false;
  const asked: unknown[] = [];
  const ask = (what: unknown): Promise<AnsweredExchange> => {
    asked.push(what);
    return answer();
  };
  // The rest of what a probe may do is not used here.
  const io = { answer, later, ask, observe } as unknown as ProbeIo;
  return { io, waits, asked };
}

const running = (headers: Readonly<Record<string, string>> = {}) => answered(202, headers);

describe('an export that is waited for', () => {
  it('waits as Retry-After asks, and by doubling where it says nothing', async () => {
    const { io, waits, asked } = polled(
      running({ 'retry-after': '7' }),
      running(),
      running(),
      answered(200, {}, {}),
    );
    const run = await finishExport(io, { kickOff }, ASK);
    expect(waits).toEqual([7, 4, 8]);
    expect(run.polls.at(-1)?.response.status).toBe(200);
    expect(run.givenUp).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('says what it will not wait for, and has the server give it up too', async () => {
    const { io, waits, asked } = polled(running({ 'retry-after': '7200' }));
    const run = await finishExport(io, { kickOff }, ASK);
    expect(run.givenUp).toEqual({ waited: 0, next: 7200 });
    expect(waits).toEqual([]);
    expect(asked).toMatchObject([{ method: 'DELETE', url: URL_OF_STATUS }]);
  });

  it('says how long a server was asked to begin one', async () => {
    const { io } = polled();
    const busy = { waited: 540, next: 90, hasLost: false, exchange: 1 };
    const run = await finishExport(io, { kickOff: answered(429), busy }, ASK);
    expect(completedIn(run)).toMatchObject({
      lacking: expect.stringMatching(/after 540 seconds .* HTTP 429, .* next wait of 90 seconds/),
    });
  });

  it('ends with an error as with a manifest', async () => {
    const { io } = polled(running(), answered(500, {}, 'Oh.'));
    expect((await finishExport(io, { kickOff }, ASK)).polls).toHaveLength(2);
  });

  it('is not polled where the kick-off gave no address', async () => {
    const { io } = polled(running());
    expect(await finishExport(io, { kickOff: answered(202) }, ASK)).toMatchObject({ polls: [] });
  });
});

describe('an export that nobody waits for', () => {
  it('is cancelled, unless it is the one that is waited for', async () => {
    const { io } = polled(answered(202));
    expect(
      await cancelExport(io, { kickOff }, 'test', 'https://ehr.example.org/status/2'),
    ).toBeDefined();
    expect(await cancelExport(io, { kickOff }, 'test', URL_OF_STATUS)).toBeUndefined();
    expect(await cancelExport(io, { kickOff: answered(400) }, 'test')).toBeUndefined();
  });
});

describe('a poll that fails', () => {
  const outcome = (code: string) => ({ resourceType: 'OperationOutcome', issue: [{ code }] });

  it.each([
    ['429', answered(429)],
    ['503 with Retry-After', answered(503, { 'retry-after': '3' })],
    ['a gateway', answered(502, {}, 'Bad gateway')],
    ['a transient code', answered(500, {}, outcome('transient'))],
    ['a lock', answered(400, {}, outcome('lock-error'))],
  ])('is repeated: %s', async (_case, failing) => {
    const { io } = polled(failing, answered(200, {}, {}));
    const { polls } = await finishExport(io, { kickOff }, ASK);
    expect(polls.map(({ response }) => response.status)).toEqual([failing.response.status, 200]);
  });

  it.each([
    ['another code', answered(500, {}, outcome('processing'))],
    ['no outcome', answered(500, {}, 'Oh.')],
    ['404', answered(404, {}, outcome('not-found'))],
  ])('is the end: %s', async (_case, failing) => {
    const { io } = polled(failing, answered(200, {}, {}));
    expect((await finishExport(io, { kickOff }, ASK)).polls).toHaveLength(1);
  });

  it('is the end when it does not mend', async () => {
    const { io } = polled(answered(500, {}, outcome('exception')));
    expect((await finishExport(io, { kickOff }, ASK)).polls).toHaveLength(5);
  });

  it('after an interruption, by which the export is gone, begins it anew', async () => {
    const late = answered(404, {}, outcome('not-found'), { at: '2026-03-01T13:00:00.000Z' });
    const again = answered(202, { 'content-location': '/status/3' });
    const { io } = polled(late, again, answered(200, {}, {}));
    const run = await finishExport(io, { kickOff }, ASK);
    expect(run.statusUrl).toBe('https://ehr.example.org/status/3');
    expect(run.polls.at(-1)?.response.status).toBe(200);
  });
});

describe('Retry-After', () => {
  it.each([
    ['3', 3],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60],
    ['soon', undefined],
    ['-1', undefined],
  ])('%s', (value, seconds) => {
    expect(retryAfterOf(running({ 'retry-after': value }))).toBe(seconds);
  });
});

describe('addresses', () => {
  it('of the status may be relative to the kick-off', () => {
    const relative = answered(202, { 'content-location': '/status/2' });
    expect(statusUrlOf(relative)).toBe('https://ehr.example.org/status/2');
  });

  it('of ten thousand files are all taken, and what is none is left out', () => {
    const output = Array.from({ length: 10_000 }, (_, at) => ({
      type: 'Patient',
      url: `/files/${at}.ndjson`,
      count: at,
    }));
    const json = { output: [...output, { type: 'Patient' }, { url: 'ftp://x/y' }, { url: 7 }] };
    const files = filesIn({ exchange: answered(200), json }, 'output');
    expect(files).toHaveLength(10_000);
    expect(files[0]?.url).toBe('https://ehr.example.org/files/0.ndjson');
  });
});
