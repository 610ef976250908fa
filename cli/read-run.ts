import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunFile, type RunFile } from '../adapters/run-file.ts';
import { folderEvidence } from '../adapters/store/folder-evidence.ts';
import type { JournalEntry } from '../core/exchange.ts';
import { RESULTS_SCHEMA_VERSION, type Results } from '../core/results.ts';
import { CommandError } from './exit-code.ts';

/** The results in a run folder, or in a results file itself. Throws `CommandError`. */
export async function readResults(path: string): Promise<Results> {
  const file = path.endsWith('.json') ? path : join(path, 'results.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new CommandError(`${path} is not a run folder: it has no results.json`);
  }
  let results: Results;
  try {
    results = JSON.parse(text) as Results;
  } catch {
    throw new CommandError(`${file} is not JSON`);
  }
  if (results.schemaVersion !== RESULTS_SCHEMA_VERSION || !Array.isArray(results.checks)) {
    throw new CommandError(
      `${file}: schemaVersion ${JSON.stringify(results.schemaVersion)} is not ${RESULTS_SCHEMA_VERSION}, the one this version of Assay reads`,
    );
  }
  return results;
}

/** The journal of a run folder, in order; empty where none was kept. */
export const readJournal = (folder: string): Promise<readonly JournalEntry[]> =>
  folderEvidence(() => folder).read('');

/** What a folder says of its run. Throws `CommandError` where it is no run folder. */
export async function readRun(folder: string): Promise<RunFile> {
  const run = await readRunFile(folder);
  if (run === undefined)
    throw new CommandError(`${folder} is not a run folder: it has no run.json`);
  return run;
}
