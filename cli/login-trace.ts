import type { BrowserLoginRecord } from '../core/browser-login.ts';
import type { Candidate } from '../core/browser-port.ts';
import { type Exchange, isAnswered, type JournalEntry } from '../core/exchange.ts';
import type { CheckResult } from '../core/results.ts';
import { openPage, usableOn, wordsOn } from '../testsuites/launch/form-page.ts';

/** One page that a login came to, as a dry run tells it. */
export interface SeenPage {
  readonly url: string;
  readonly status?: number;
  readonly title: string;
  readonly text: string;
  /** Position of the step that was looked for, from 1. */
  readonly step?: number;
  readonly selectors: readonly { readonly selector: string; readonly matches: number }[];
  /** What can be used on the page, nearest first; only where the way ended there. */
  readonly near: readonly Candidate[];
}

/** A login as it went. */
export interface LoginTrace {
  readonly id: string;
  readonly verdict: string;
  readonly message: string;
  readonly pages: readonly SeenPage[];
}

const MOST_NEAR = 8;
const LONGEST_TEXT = 200;

const pairsOf = (text: string): ReadonlySet<string> => {
  const letters = text.toLowerCase().replace(/[^a-z0-9]+/g, ' ');
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
};

/** How much two selectors have in common, from 0 to 1 (Dice). */
function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  return a.size + b.size === 0 ? 0 : (2 * a.intersection(b).size) / (a.size + b.size);
}

/** The elements of a page that are most like what was sought. */
export const nearest = (
  sought: readonly string[],
  candidates: readonly Candidate[],
): readonly Candidate[] => {
  const score = ({ selector, what }: Candidate): number =>
    Math.max(0, ...sought.map((wanted) => likeness(wanted, `${selector} ${what}`)));
  return candidates.toSorted((a, b) => score(b) - score(a)).slice(0, MOST_NEAR);
};

const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

const browserPages = ({ looks }: BrowserLoginRecord): readonly SeenPage[] =>
  looks.map(({ step, url, title, text, selectors, candidates }) => {
    const missing = selectors.filter(({ matches }) => matches === 0);
    return {
      url,
      title,
      text: shortened(text),
      ...(step === 0 ? {} : { step }),
      selectors,
      near: nearest(
        missing.map(({ selector }) => selector),
        candidates,
      ),
    };
  });

function formPage(exchange: Exchange, isLast: boolean, message: string): SeenPage {
  const { url } = exchange.request;
  if (!isAnswered(exchange)) {
    return { url, title: 'no answer', text: exchange.noAnswer.detail, selectors: [], near: [] };
  }
  const { status, body = '' } = exchange.response;
  const page = openPage(url, body);
  const { title, text } = wordsOn(page);
  return {
    url,
    status,
    title,
    text: shortened(text),
    selectors: [],
    near: isLast ? nearest([message], usableOn(page)) : [],
  };
}

/** What each login of a dry run saw, step by step. */
export const loginTraces = (
  checks: readonly CheckResult[],
  journal: readonly JournalEntry[],
): readonly LoginTrace[] =>
  checks
    .filter(({ group }) => group === 'login')
    .map(({ id, verdict, message }) => {
      const prefix = `${id.replace('.', '-')}/`;
      const own = journal.filter(({ key }) => key.startsWith(prefix));
      const records = own.filter(
        (entry) => entry.kind === 'observation' && entry.key.endsWith('/browser'),
      );
      const exchanges = own.filter((entry) => entry.kind === 'exchange');
      const isIn = (stage: string) => (entry: JournalEntry) => entry.key.startsWith(prefix + stage);
      const pages = ['launcher', 'authorize'].flatMap((stage) => {
        const record = records.find(isIn(stage));
        if (record?.kind === 'observation') return browserPages(record.value as BrowserLoginRecord);
        const asked = exchanges.filter(isIn(stage));
        return asked.map((exchange, at) =>
          formPage(exchange, verdict !== 'pass' && at === asked.length - 1, message),
        );
      });
      return { id, verdict, message, pages };
    });

const address = (url: string): string => {
  const parsed = URL.parse(url);
  return parsed === null ? url : `${parsed.origin}${parsed.pathname}`;
};

function pageLines({ url, status, title, text, step, selectors, near }: SeenPage): string[] {
  return [
    `  ${step === undefined ? '-' : `step ${step}`}  ${address(url)}${status === undefined ? '' : ` (HTTP ${status})`}  "${title}"`,
    ...selectors.map(
      ({ selector, matches }) =>
        `          ${matches === 0 ? 'not found' : matches === 1 ? 'found' : `found ${matches} times`}: ${selector}`,
    ),
    ...(text === '' ? [] : [`          says: ${text}`]),
    ...(near.length === 0 ? [] : ['          on this page, nearest first:']),
    ...near.map(({ selector, what }) => `            ${selector}  ${what}`),
  ];
}

/** The same as lines for a terminal. */
export const traceLines = (traces: readonly LoginTrace[]): readonly string[] =>
  traces.flatMap(({ id, verdict, message, pages }) => [
    `${verdict} ${id}: ${message}`,
    ...pages.flatMap(pageLines),
    '',
  ]);
