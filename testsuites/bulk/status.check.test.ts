import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import type { AnsweredExchange } from '../../core/exchange.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import type { ExportRun } from './export-run.ts';
import { statusPoll, statusRetryAfter } from './status.check.ts';
import { Waiting } from './waiting.ts';

const context = fakeContext();
const kickOff = answered(202, {}, '');
const poll = (status: number, retryAfter?: string): AnsweredExchange =>
  answered(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }, '');
const run = (...polls: readonly AnsweredExchange[]): { readonly run: ExportRun } => ({
  run: { kickOff, polls },
});
const givenUp = { waited: 0, next: 7200 };

describe('status.poll', () => {
  testCheck(statusPoll(context), server, [
    ['done', { ...run(poll(202, '1'), poll(200)) }, 'pass'],
    ['an error', run(poll(202, '1'), poll(500)), 'fail', 'Status'],
    ['gone', run(poll(404)), 'fail', 'Status'],
    ['longer than may be waited', { run: { ...run(poll(202, '7200')).run, givenUp } }, 'skip'],
    ['no address', run(), 'skip'],
  ]);

  it('says how long the server asks to wait, and what to raise', () => {
    const evidence = { run: { ...run(poll(202, '7200')).run, givenUp } };
    expect(statusPoll(context).judge(evidence, server)).toMatchObject({
      reason: expect.stringMatching(/asks to wait 7200 seconds.*bulk\.longestWaitSeconds/),
    });
  });
});

describe('status.retry-after', () =>
  testCheck(statusRetryAfter(context), server, [
    ['seconds', run(poll(202, '120'), poll(200)), 'pass'],
    ['a date', run(poll(202, 'Wed, 01 Jan 2020 00:00:00 GMT'), poll(200)), 'pass'],
    ['done at once', run(poll(200)), 'pass'],
    ['none', run(poll(202), poll(200)), 'warn', 'Retry-After'],
    ['a word', run(poll(202, 'soon')), 'warn', 'Retry-After'],
    ['less than nothing', run(poll(202, '-5')), 'warn', 'Retry-After'],
    ['no address', run(), 'skip'],
  ]));

describe('patience', () => {
  it.each([
    ['a number', '120', 120],
    ['nothing', '0', 0],
    ['what is over', 'Wed, 01 Jan 2020 00:00:00 GMT', 0],
    ['a word', 'soon', 2],
    ['less than nothing', '-5', 2],
    ['a fraction', '1.5', 2],
    ['two values', '5, 5', 2],
    ['no text', '', 2],
    ['more than any number', '9'.repeat(400), undefined],
    ['a time in centuries', 'Wed, 01 Jan 2220 00:00:00 GMT', undefined],
  ])('is asked for by %s', (_case, value, seconds) => {
    expect(new Waiting(600).next(poll(202, value))).toBe(seconds);
  });

  it('never lets a server be asked without a pause', () => {
    const waiting = new Waiting(600);
    waiting.next(poll(202, '0'));
    expect(waiting.next(poll(202, '0'))).toBe(1);
  });
});
