import type { JournalEntry } from '../../core/exchange.ts';
import { type Pictures, picturesOf } from '../../core/pictures.ts';
import type { CheckResult } from '../../core/results.ts';
import { counted, listed, plainText } from '../plain-text.ts';

export interface ScreenshotView {
  readonly anchor: string;
  /** `data:` URI, since the page fetches nothing. */
  readonly source: string;
  readonly caption: string;
  readonly checks: readonly { readonly anchor: string; readonly title: string }[];
}

/** The pictures on a page of a report, and which entries of the journal they belong to. */
export interface Screenshots {
  readonly views: readonly ScreenshotView[];
  readonly leftOut: string | null;
  /** Anchors of the pictures of the entries that a check cites. */
  readonly anchorsFor: (check: CheckResult) => readonly string[];
}

/** Characters of all pictures together; a report has to travel by mail. */
const MOST_CHARACTERS = 1_200_000;
const MOST_CHECKS = 12;

const dataUri = (jpeg: Uint8Array): string =>
  `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;

/** `standalone/authorize/browser` is the page of the login "standalone". */
const loginOf = ({ key }: JournalEntry): string => key.split('/')[0] ?? key;

/** What users saw on their way, each picture once, however many logins showed it. */
export function screenshots(
  journal: readonly JournalEntry[],
  pictures: Pictures,
  checks: readonly CheckResult[],
  anchors: ReadonlyMap<CheckResult, string>,
): Screenshots {
  const seen = journal.flatMap((entry) =>
    picturesOf(entry).flatMap(({ file, name }) =>
      pictures.has(file) ? [{ entry, file, name }] : [],
    ),
  );
  const placed = new Map<string, string>();
  const views: ScreenshotView[] = [];
  let characters = 0;
  for (const [file, uses] of Map.groupBy(seen, ({ file }) => file)) {
    const source = dataUri(pictures.get(file) ?? new Uint8Array());
    characters += source.length;
    if (characters > MOST_CHARACTERS) continue;
    const anchor = `page-${views.length + 1}`;
    placed.set(file, anchor);
    const entries = new Set(uses.map(({ entry }) => entry.index));
    const logins = [...new Set(uses.map(({ entry }) => loginOf(entry)))];
    views.push({
      anchor,
      source,
      caption: plainText(
        `Seen in ${counted(logins.length, 'login')}: ${listed(logins.slice(0, 8))}${logins.length > 8 ? ' and more' : ''}`,
        400,
      ),
      checks: checks
        .filter(({ exchanges }) => exchanges.some((index) => entries.has(index)))
        .slice(0, MOST_CHECKS)
        .map((check) => ({
          anchor: anchors.get(check) ?? '',
          title: plainText(check.title, 200),
        })),
    });
  }
  const byEntry = Map.groupBy(seen, ({ entry }) => entry.index);
  const missing = new Set(seen.map(({ file }) => file)).size - views.length;
  return {
    views,
    leftOut:
      missing === 0
        ? null
        : `${counted(missing, 'further picture')} in the run folder, left out to keep this page small.`,
    anchorsFor: ({ exchanges }) => [
      ...new Set(
        exchanges
          .flatMap((index) => byEntry.get(index) ?? [])
          .flatMap(({ file }) => placed.get(file) ?? []),
      ),
    ],
  };
}
