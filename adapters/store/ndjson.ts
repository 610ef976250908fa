import type { JournalEntry } from '../../core/exchange.ts';

/** Entries as lines. */
export const toNdjson = (entries: readonly JournalEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

/** Entries of a journal; what stands after the last line end was torn off while it was written. */
export function fromNdjson(text: string, source: string): JournalEntry[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.slice(0, -1).map((line, number) => {
    try {
      return JSON.parse(line) as JournalEntry;
    } catch (cause) {
      throw new Error(`${source}, line ${number + 1}, is not JSON`, { cause });
    }
  });
}
