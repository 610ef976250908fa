import {
  type Exchange,
  isAnswered,
  type JournalEntry,
  type Observation,
} from '../../core/exchange.ts';
import { plainText } from '../plain-text.ts';
import type { Allowance } from './allowance.ts';
import { type Concern, type Excerpt, excerptOf } from './excerpt.ts';
import {
  circumstancesOf,
  curlOf,
  type ExchangeLine,
  type HeaderLine,
  headerLines,
  lineOf,
  noAnswerOf,
} from './exchange-text.ts';
import { outlineOf } from './outline.ts';

export interface EvidenceView {
  /** `full` shows it here, `again` points to where it is shown, `left-out` says why not. */
  readonly isFull: boolean;
  readonly isAgain: boolean;
  readonly index: number;
  readonly anchor: string;
  readonly line: ExchangeLine;
  readonly curl: string;
  readonly headers: readonly HeaderLine[];
  readonly excerpt: Excerpt | null;
  readonly noAnswer: string | null;
  readonly circumstances: string;
}

/** Shows evidence, each piece in full once and by a link afterwards. */
export interface EvidenceShelf {
  show(index: number, concern: Concern): EvidenceView | null;
  leftOut(): number;
}

const MARKUP = 700;

const weightOf = ({ curl, headers, excerpt }: EvidenceView): number =>
  MARKUP +
  curl.length +
  headers.reduce((sum, { name, value }) => sum + name.length + value.length + 60, 0) +
  // Quotation marks, of which JSON is full, are six characters each once escaped.
  (excerpt?.segments.reduce((sum, { text }) => sum + text.length * 1.6, 0) ?? 0);

const lineFor = (entry: JournalEntry, baseUrl: string): ExchangeLine =>
  entry.kind === 'exchange'
    ? lineOf(entry, baseUrl, 160)
    : {
        index: entry.index,
        method: 'Observed',
        address: plainText(entry.probe, 160),
        status: '',
        time: '',
      };

const againView = (entry: JournalEntry, anchor: string, baseUrl: string): EvidenceView => ({
  isFull: false,
  isAgain: true,
  index: entry.index,
  anchor,
  line: lineFor(entry, baseUrl),
  curl: '',
  headers: [],
  excerpt: null,
  noAnswer: null,
  circumstances: '',
});

const exchangeView = (exchange: Exchange, concern: Concern, baseUrl: string): EvidenceView => ({
  ...againView(exchange, '', baseUrl),
  isFull: true,
  isAgain: false,
  curl: plainText(curlOf(exchange.request)),
  headers: headerLines(exchange, concern.expression),
  excerpt: isAnswered(exchange) ? shownExcerpt(excerptOf(exchange, concern)) : null,
  noAnswer: noAnswerOf(exchange),
  circumstances: plainText(circumstancesOf(exchange), 400),
});

const observationView = (entry: Observation, baseUrl: string): EvidenceView => ({
  ...againView(entry, '', baseUrl),
  isFull: true,
  isAgain: false,
  excerpt: shownExcerpt({
    title: 'What was observed',
    segments: outlineOf(entry.value, null),
    note: null,
  }),
});

const shownExcerpt = ({ title, segments, note }: Excerpt): Excerpt => ({
  title,
  segments: segments.map(({ text, marked }) => ({ text: plainText(text), marked })),
  note: note === null ? null : plainText(note, 400),
});

/** A shelf over a run's journal, for one page. */
export function evidenceShelf(
  journal: readonly JournalEntry[],
  baseUrl: string,
  allowance: Allowance,
): EvidenceShelf {
  const entries = new Map(journal.map((entry) => [entry.index, entry]));
  const anchors = new Map<string, string>();
  const shown = new Map<number, number>();

  return {
    show(index, concern) {
      const entry = entries.get(index);
      if (entry === undefined) return null;
      const key = JSON.stringify([index, concern.resource, concern.expression]);
      const before = anchors.get(key);
      if (before !== undefined) return againView(entry, before, baseUrl);
      const view =
        entry.kind === 'exchange'
          ? exchangeView(entry, concern, baseUrl)
          : observationView(entry, baseUrl);
      if (!allowance.take(weightOf(view))) return { ...view, isFull: false };
      const times = (shown.get(index) ?? 0) + 1;
      const anchor = times === 1 ? `e${index}` : `e${index}-${times}`;
      shown.set(index, times);
      anchors.set(key, anchor);
      return { ...view, anchor };
    },
    leftOut: allowance.refused,
  };
}
