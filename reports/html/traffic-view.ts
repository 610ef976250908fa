import type { Exchange, JournalEntry } from '../../core/exchange.ts';
import { counted, grouped, lasted } from '../plain-text.ts';
import { type ExchangeLine, lineOf } from './exchange-text.ts';
import { type Column, histogram, type Picture } from './pictures.ts';

export interface TrafficView {
  readonly summary: string;
  readonly picture: Picture;
  readonly slowest: readonly ExchangeLine[];
  readonly lines: readonly ExchangeLine[];
  readonly leftOut: number;
}

const MOST_LINES = 1_500;
const MOST_SLOWEST = 5;

/** Roughly a factor of three apart, as patience is. */
const BOUNDS: readonly (readonly [upTo: number, label: string])[] = [
  [10, 'to 10 ms'],
  [30, '30 ms'],
  [100, '100 ms'],
  [300, '300 ms'],
  [1_000, '1 s'],
  [3_000, '3 s'],
  [10_000, '10 s'],
  [Number.POSITIVE_INFINITY, 'longer'],
];

const columnsOf = (times: readonly number[]): readonly Column[] =>
  BOUNDS.map(([upTo, label], position) => {
    const from = BOUNDS[position - 1]?.[0] ?? Number.NEGATIVE_INFINITY;
    return { label, count: times.filter((time) => time > from && time <= upTo).length };
  });

/** The value that a share of all does not exceed (nearest rank). */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const exchangesOf = (journal: readonly JournalEntry[]): readonly Exchange[] =>
  journal.filter((entry): entry is Exchange => entry.kind === 'exchange');

/** The exchanges that the page lists, and that can therefore be linked to. */
export const listedExchanges = (journal: readonly JournalEntry[]): ReadonlySet<number> =>
  new Set(
    exchangesOf(journal)
      .slice(0, MOST_LINES)
      .map(({ index }) => index),
  );

/** What the run asked of the server and how fast it answered; nothing where nothing was asked. */
export function trafficView(journal: readonly JournalEntry[], baseUrl: string): TrafficView | null {
  const exchanges = exchangesOf(journal);
  if (exchanges.length === 0) return null;
  const answered = exchanges.filter(({ response }) => response !== undefined);
  const times = answered.map(({ timings }) => timings.total).toSorted((a, b) => a - b);
  const silent = exchanges.length - answered.length;
  const columns = columnsOf(times);
  return {
    summary: [
      `${counted(answered.length, 'request')} answered${silent === 0 ? '' : `, ${grouped(silent)} not`}`,
      ...(times.length === 0
        ? []
        : [
            `half of them within ${lasted(percentile(times, 0.5))}`,
            `95 % within ${lasted(percentile(times, 0.95))}`,
            `the slowest took ${lasted(times.at(-1) ?? 0)}`,
          ]),
    ].join('; '),
    picture: histogram(
      columns,
      `Answers by time: ${columns.map(({ label, count }) => `${label} ${count}`).join(', ')}`,
    ),
    slowest: answered
      .toSorted((a, b) => b.timings.total - a.timings.total || a.index - b.index)
      .slice(0, MOST_SLOWEST)
      .map((exchange) => lineOf(exchange, baseUrl, 120)),
    lines: exchanges.slice(0, MOST_LINES).map((exchange) => lineOf(exchange, baseUrl, 160)),
    leftOut: Math.max(0, exchanges.length - MOST_LINES),
  };
}
