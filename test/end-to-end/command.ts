import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { JournalEntry } from '../../core/exchange.ts';
import type { Results } from '../../core/results.ts';

const CLI = join(import.meta.dirname, '../../cli/assay.mjs');

/** Where the runs of one test file leave what they write; gone with its tests. */
export const home = mkdtempSync(join(tmpdir(), 'assay-e2e-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What came of a command. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command line as a person does, in a process of its own. */
export const start = (args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } => {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: home,
    env: { ...process.env, ASSAY_HOME: join(home, '.assay'), NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended };
};

export const assay = (...args: string[]): Promise<Ended> => start(args).ended;

export const resultsIn = (folder: string): Results =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;

export const verdictsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(resultsIn(folder).checks.map(({ id, verdict }) => [id, verdict]));

export const journalOf = (folder: string): JournalEntry[] =>
  gunzipSync(readFileSync(join(folder, 'exchanges.ndjson.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry);

export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
