import { describe, expect, it } from 'vitest';
import type { JournalEntry } from './exchange.ts';
import { forgetHalfDoneExports } from './export-rounds.ts';
import { Journal } from './journal.ts';

const AT = '2026-11-01T00:00:00.000Z';
const NOW = Date.parse(AT);

const noted = (key: string, index: number): JournalEntry => ({
  kind: 'observation',
  index,
  key,
  probe: 'p',
  at: AT,
  value: true,
});

const asked = (key: string, index: number, expires?: string): JournalEntry => ({
  kind: 'exchange',
  index,
  key,
  probe: 'p',
  at: AT,
  context: 'backend',
  attempts: 1,
  request: { method: 'GET', url: 'https://ehr.example.org/x', headers: [] },
  timings: { total: 1 },
  response: {
    status: 200,
    headers: expires === undefined ? [] : [['Expires', expires]],
    body: '',
    size: 0,
  },
});

const EXPIRED = 'Sat, 31 Oct 2026 23:00:00 GMT';

/** Keys of a journal, `sent …` and the like as notes, others as exchanges; what is left of them. */
function leftOf(keys: readonly string[], expires?: string): readonly string[] {
  const isNote = /^(sent|later|lines) |\/(end|whole)$/;
  const journal = new Journal(
    keys.map((key, at) => (isNote.test(key) ? noted(key, at) : asked(key, at, expires))),
  );
  forgetHalfDoneExports(journal, NOW);
  return journal.keys;
}

const BEGUN = ['sent bulk/kick-off', 'bulk/kick-off'];

describe('exports at the resumption of a run', () => {
  it.each([
    ['that run are polled on', [...BEGUN, 'bulk/poll/0', 'later bulk/poll/0']],
    ['whose files are being read go on', [...BEGUN, 'bulk/poll/0', 'lines bulk/file/0/0']],
    ['that are over stay', ['sent x/kick-off', 'x/whole', 'x/end']],
    ['are no other requests', ['none|GET|https://ehr.example.org/bulk/kick-off|||', 'token/1']],
  ])('%s', (_case, keys) => {
    expect(leftOf(keys)).toEqual(keys);
  });

  it.each([
    ['whose kick-off may have arrived', ['sent bulk/kick-off', 'later bulk/kick-off']],
    ['whose DELETE may have arrived', [...BEGUN, 'bulk/poll/0', 'sent bulk/cancel']],
    ['that are valid in one go alone', ['bulk/whole', ...BEGUN, 'sent bulk/cancel', 'bulk/cancel']],
  ])('%s are begun anew as a whole', (_case, keys) => {
    expect(leftOf(keys)).toEqual(['lost bulk']);
  });

  it('are begun anew where their files have expired meanwhile, and what leans on them too', () => {
    const keys = [...BEGUN, 'bulk/poll/0', 'bulk/since/kick-off', 'bulk/since/end'];
    expect(leftOf(keys, EXPIRED)).toEqual(['lost bulk']);
    expect(leftOf([...keys, 'bulk/end'], EXPIRED)).toEqual([...keys, 'bulk/end']);
  });

  it.each([
    ['planned', 60_000, true],
    ['just over', -60_000, true],
    ['long over', -3_600_000, false],
  ])('that are valid in one go alone go on after a wait that is %s', (_case, left, stays) => {
    const wait = {
      ...noted('later x/poll/0', 4),
      value: { until: NOW + left },
    } as JournalEntry;
    const journal = new Journal([
      noted('x/whole', 0),
      noted('sent x/kick-off', 1),
      asked('x/kick-off', 2),
      asked('x/poll/0', 3),
      wait,
    ]);
    forgetHalfDoneExports(journal, NOW);
    expect(journal.find('x/kick-off') !== undefined).toBe(stays);
  });

  it('do not take along what they lean on, nor others', () => {
    const others = [...BEGUN, 'bulk/poll/0', 'bulk-type/kick-off'];
    const left = leftOf([...others, 'sent bulk/since/kick-off', 'later bulk/since/kick-off']);
    expect(left).toEqual([...others, 'lost bulk/since']);
  });

  it('stay forgotten when the run is interrupted a second time', () => {
    const journal = new Journal([
      noted('x/whole', 0),
      asked('x/kick-off', 1),
      asked('x/poll/0', 2),
      asked('x/delete', 3),
      noted('aside x/file/0', 4),
    ]);
    forgetHalfDoneExports(journal, NOW);
    journal.add(asked('x/kick-off', 0));
    const again = new Journal(journal.entries);
    expect(again.keys).toEqual(['lost x', 'x/kick-off']);
  });

  it('leave what was seen of them as evidence', () => {
    const journal = new Journal([noted('sent bulk/kick-off', 0)]);
    forgetHalfDoneExports(journal, NOW);
    expect(journal.entries.map(({ key }) => key)).toEqual(['sent bulk/kick-off', 'lost bulk']);
  });
});
