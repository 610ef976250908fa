import { expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import { Journal } from './journal.ts';
import { notePause } from './person-login.ts';
import type { Clock } from './ports.ts';

const clock: Clock = { now: () => 0, sleep: async () => {} };
const KEY = 'standalone/person/authorize';
const CODE = { kind: 'returned', parameters: [['code', 'redacted-code-0123456789abcdef']] };
const REFUSED = { kind: 'returned', parameters: [['error', 'access_denied']] };

const note = (journal: Journal, key: string, value: JsonValue): void => {
  journal.add({ kind: 'observation', key, probe: 'p', at: '2026-03-01T12:00:00Z', value });
};

/** Whether a login by a person is known when gathering begins again. */
const staysKnown = (...then: readonly ((journal: Journal) => void)[]): boolean => {
  const journal = new Journal([]);
  for (const each of then) each(journal);
  journal.forgetUnfinishedLogins();
  return journal.find(KEY) !== undefined;
};

const came = (value: JsonValue) => (journal: Journal) => note(journal, KEY, value);
const paused = (journal: Journal): void => notePause(journal, clock);

it.each([
  ['a code, and gathering broke off', [came(CODE)], false],
  ['a code, and gathering paused by itself', [came(CODE), paused], true],
  ['a code after a pause, and gathering broke off', [came(REFUSED), paused, came(CODE)], false],
  [
    'a code that was used',
    [came(CODE), (journal: Journal) => note(journal, 'standalone/end', true)],
    true,
  ],
  ['an error', [came(REFUSED)], true],
  ['nobody', [came({ kind: 'nobody' })], true],
  ['the word that an error was shown', [came({ kind: 'error-page', said: 'No' })], true],
])('a person is asked again only where a code was lost: %s', (_case, then, known) =>
  expect(staysKnown(...then)).toBe(known),
);

it('notes no pause where nobody was asked', () => {
  const journal = new Journal([]);
  notePause(journal, clock);
  expect(journal.entries).toEqual([]);
});
