import { header, isAnswered } from './exchange.ts';
import { isOfRound, type Journal, keyNoted, lostRound } from './journal.ts';

const BEGINNING = /^([^|]+)\/kick-off$/;

/**
 * Forgets exports that an interruption cut in two where they cannot be taken up again. An export is
 * a round of requests `<round>/kick-off`, `<round>/poll/0` … (Bulk Data, Request Flow); rounds named
 * below it lean on it. It is begun anew as a whole, with the old entries staying as evidence, where
 *
 * - a request that must not be made twice (`sent <key>`) left no answer,
 * - it is marked to be valid only in one go (`<round>/whole`) and was not waiting as planned, or
 * - its files have expired since.
 *
 * Else it goes on where it is: polling at the status URL that was recorded. A round with an entry
 * `<round>/end` is over, and stays.
 */
export function forgetHalfDoneExports(journal: Journal, now: number): void {
  const rounds = roundsIn(journal);
  for (const round of rounds) {
    if (journal.find(`${round}/end`) !== undefined) continue;
    const own = (key: string): boolean => roundOf(rounds, key) === round;
    if (!isBroken(journal, round, own, now)) continue;
    journal.add({
      kind: 'observation',
      key: lostRound(round),
      probe: 'resume',
      at: new Date(now).toISOString(),
      value: true,
    });
  }
}

/** Innermost first, so that each key is found to be of the round it was made for. */
const roundsIn = ({ keys }: Journal): readonly string[] =>
  [...new Set(keys.flatMap((key) => BEGINNING.exec(keyNoted(key))?.[1] ?? []))].sort(
    (one, other) => other.length - one.length,
  );

const roundOf = (rounds: readonly string[], key: string): string | undefined =>
  rounds.find((round) => isOfRound(round, key));

function isBroken(
  journal: Journal,
  round: string,
  own: (key: string) => boolean,
  now: number,
): boolean {
  const isWhole = journal.find(`${round}/whole`) !== undefined;
  if (isWhole && !waitsAsPlanned(journal, own, now)) return true;
  const keys = journal.keys.filter(own);
  const isLost = keys.some(
    (key) => key.startsWith('sent ') && journal.exchange(keyNoted(key)) === undefined,
  );
  return isLost || keys.some((key) => hasExpired(journal, key, now));
}

/** A wait that is over for so long was no wait any more, in milliseconds. */
const LATE_MS = 300_000;

/** Whether the last that happened in a round was that it began to wait, until about now. */
function waitsAsPlanned(journal: Journal, own: (key: string) => boolean, now: number): boolean {
  const last = journal.entries.findLast(({ key }) => own(key));
  if (last?.kind !== 'observation' || !last.key.startsWith('later ')) return false;
  const { until } = last.value as { readonly until?: unknown };
  return typeof until === 'number' && now <= until + LATE_MS;
}

/** Bulk Data, Complete Status: Expires says when the files are no longer there. */
function hasExpired(journal: Journal, key: string, now: number): boolean {
  const exchange = /\/poll\/\d+$/.test(key) ? journal.exchange(key) : undefined;
  if (exchange === undefined || !isAnswered(exchange)) return false;
  const { status, headers } = exchange.response;
  return status === 200 && Date.parse(header(headers, 'expires') ?? '') < now;
}
