import type { JournalEntry } from '../../core/exchange.ts';

/** Enough to be worth a turn of the compressor; characters. */
const BLOCK = 64 * 1024;

const lineOf = (entry: JournalEntry): string => `${JSON.stringify(entry)}\n`;

/** Entries as lines. */
export const toNdjson = (entries: readonly JournalEntry[]): string => entries.map(lineOf).join('');

/** The same in blocks of lines: of a run with large exports it is long as a whole. */
export function* blocksOf(entries: readonly JournalEntry[]): Generator<string> {
  let block = '';
  for (const entry of entries) {
    const line = lineOf(entry);
    if (block.length + line.length > BLOCK) {
      if (block !== '') yield block;
      block = '';
    }
    block += line;
  }
  if (block !== '') yield block;
}

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
