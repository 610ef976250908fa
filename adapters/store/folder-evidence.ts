import { createWriteStream } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import type { EvidenceStore } from '../../core/ports.ts';
import { giveBackMemory } from '../give-back-memory.ts';
import { readRunFile } from '../run-file.ts';
import type { Forgotten } from './forget.ts';
import { blocksOf, fromNdjson, toNdjson } from './ndjson.ts';

const JOURNAL = 'journal.ndjson';
const SEALED = 'exchanges.ndjson.gz';

/**
 * A batch reaches the kernel at once, so that a killed process loses nothing; the disk is asked
 * this often at most, so that a power cut loses little.
 */
const SYNC_EVERY_MS = 200;

/** Pictures of pages are evidence as well (`screenshot-*.jpg`). */
const isEvidence = (name: string): boolean =>
  [JOURNAL, SEALED].includes(name) || /^screenshot-.*\.jpg$/.test(name);

/** What an exported file came to is longer, by the names that it holds; characters. */
const LARGE = 1024 * 1024;

const unzip = promisify(gunzip);

interface OpenJournal {
  readonly file: FileHandle;
  syncedAt: number;
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside its place and moved there, so that nobody ever reads half of it. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

/** Large blocks with the copies that were made of them on the way. */
function* lettingGo(blocks: Iterable<string>): Generator<string> {
  for (const block of blocks) {
    yield block;
    if (block.length > LARGE) giveBackMemory();
  }
}

/** The same, compressed and block by block. */
async function writeZipped(path: string, blocks: Iterable<string>): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  const file = createWriteStream(beside, { mode: 0o600, flush: true });
  await pipeline(Readable.from(lettingGo(blocks)), createGzip(), file);
  await rename(beside, path);
}

/**
 * Removes the evidence of a run whose time is over from its folder, if that still holds this run;
 * results and reports stay until somebody removes them.
 */
export async function forgetEvidence({ id, folder }: Forgotten): Promise<void> {
  if (folder === undefined || (await readRunFile(folder))?.id !== id) return;
  const names = await readdir(folder);
  for (const name of names.filter(isEvidence)) await rm(join(folder, name), { force: true });
}

/** Evidence in run folders: a journal while the run goes on, one compressed file afterwards. */
export function folderEvidence(
  folderOf: (runId: string) => string,
): EvidenceStore & { close(): Promise<void> } {
  const journals = new Map<string, OpenJournal>();

  async function journalOf(runId: string): Promise<OpenJournal> {
    const known = journals.get(runId);
    if (known !== undefined) return known;
    const folder = folderOf(runId);
    await mkdir(folder, { recursive: true });
    const path = join(folder, JOURNAL);
    const before = await unlessMissing(readFile(path));
    // What a kill tore is cut off, else the next line would be glued to it.
    if (before !== undefined) await truncate(path, before.lastIndexOf(0x0a) + 1);
    const journal = { file: await open(path, 'a', 0o600), syncedAt: 0 };
    journals.set(runId, journal);
    return journal;
  }

  async function closeJournal(runId: string): Promise<void> {
    const journal = journals.get(runId);
    journals.delete(runId);
    await journal?.file.close();
  }

  const pathOf = (runId: string, name: string): string => {
    if (name !== basename(name)) throw new Error(`"${name}" is not the name of a file`);
    return join(folderOf(runId), name);
  };

  return {
    async append(runId, entries) {
      if (entries.length === 0) return;
      const journal = await journalOf(runId);
      await journal.file.appendFile(toNdjson(entries));
      if (performance.now() - journal.syncedAt < SYNC_EVERY_MS) return;
      await journal.file.datasync();
      journal.syncedAt = performance.now();
    },

    async read(runId) {
      const folder = folderOf(runId);
      const sealed = await unlessMissing(readFile(join(folder, SEALED)));
      if (sealed !== undefined) return fromNdjson((await unzip(sealed)).toString(), SEALED);
      const journal = await unlessMissing(readFile(join(folder, JOURNAL), 'utf8'));
      return journal === undefined ? [] : fromNdjson(journal, JOURNAL);
    },

    async seal(runId, entries) {
      const folder = folderOf(runId);
      await mkdir(folder, { recursive: true });
      await writeZipped(join(folder, SEALED), blocksOf(entries));
      await closeJournal(runId);
      await rm(join(folder, JOURNAL), { force: true });
    },

    async putFile(runId, name, content) {
      await mkdir(folderOf(runId), { recursive: true });
      await writeWhole(pathOf(runId, name), content);
    },

    getFile: (runId, name) => unlessMissing(readFile(pathOf(runId, name))),

    async close() {
      for (const runId of [...journals.keys()]) await closeJournal(runId);
    },
  };
}
