import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunConfig } from '../core/config.ts';
import type { Selection } from '../core/plan.ts';

/** What a run folder says of its run, so that it can be resumed and judged again by itself. */
export interface RunFile {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly status: 'running' | 'finished' | 'interrupted' | 'unreachable';
  readonly toolVersion: string;
  readonly config: RunConfig;
  readonly selection: Selection;
}

const NAME = 'run.json';

/** Writes beside and renames, so that a reader never sees half a file; for its owner alone. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, content, { mode: 0o600 });
  await rename(beside, path);
}

export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, NAME), `${JSON.stringify(run, null, 2)}\n`);
}

/** Reads what a folder says of its run; undefined when it is no run folder. */
export async function readRunFile(folder: string): Promise<RunFile | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, NAME), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const run = JSON.parse(text) as RunFile;
    return run.schemaVersion === 1 && typeof run.id === 'string' ? run : undefined;
  } catch {
    return undefined;
  }
}
