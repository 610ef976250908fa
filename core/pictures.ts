import type { BrowserLoginRecord, KeptPicture } from './browser-login.ts';
import type { JournalEntry } from './exchange.ts';
import type { EvidenceStore } from './ports.ts';

/** Pictures of a run by the names of their files. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

const isPicture = (value: unknown): value is KeptPicture => {
  const { name, file } = (value ?? {}) as { name?: unknown; file?: unknown };
  return typeof name === 'string' && typeof file === 'string' && /^screenshot-\w+\.jpg$/.test(file);
};

/** The pictures that an entry of the journal refers to. */
export function picturesOf(entry: JournalEntry): readonly KeptPicture[] {
  if (entry.kind !== 'observation' || !entry.key.endsWith('/browser')) return [];
  const { pictures } = (entry.value ?? {}) as Partial<BrowserLoginRecord>;
  return Array.isArray(pictures) ? pictures.filter(isPicture) : [];
}

/** Reads the pictures that a journal refers to; what is not there any more is left out. */
export async function readPictures(
  entries: readonly JournalEntry[],
  { getFile }: Pick<EvidenceStore, 'getFile'>,
  runId: string,
): Promise<Pictures> {
  const files = new Set(entries.flatMap((entry) => picturesOf(entry).map(({ file }) => file)));
  const read = await Promise.all(
    [...files].map(async (file) => [file, await getFile(runId, file)] as const),
  );
  return new Map(read.flatMap(([file, bytes]) => (bytes === undefined ? [] : [[file, bytes]])));
}
