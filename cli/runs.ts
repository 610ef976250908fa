import type { Command } from 'commander';
import { openStores } from '../adapters/store/open-store.ts';
import type { RunStore } from '../core/ports.ts';
import { freeFromTheDead } from './lease.ts';
import { coloured, countsText } from './progress.ts';

/** Runs shown at a time; a table longer than a screen helps nobody. */
const PAGE = 30;

/** Targets of runs that read as running: their processes may be gone. */
async function openTargets(store: RunStore): Promise<readonly string[]> {
  const { runs: recent } = await store.listRuns({ limit: PAGE });
  const open = recent.filter(({ status }) => status === 'running');
  return [...new Set(open.map(({ target }) => target.fhirBaseUrl))];
}

async function runs({ target, json }: { target?: string; json?: boolean }): Promise<void> {
  const stores = await openStores(process.env, { folderOf: () => '.' });
  try {
    for (const base of await openTargets(stores.runs)) await freeFromTheDead(stores.runs, base);
    const page = await stores.runs.listRuns({
      limit: PAGE,
      ...(target === undefined ? {} : { target }),
    });
    if (json === true) {
      const listed = page.runs.map(({ config: _config, ...run }) => run);
      process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
      return;
    }
    for (const { id, status, startedAt, target: system, summary, folder } of page.runs) {
      const verdict = status === 'finished' ? 'pass' : status === 'running' ? 'skip' : 'warn';
      process.stdout.write(
        `${id}  ${startedAt.slice(0, 16).replace('T', ' ')}  ${coloured(verdict, status.padEnd(11), process.stdout)}  ${system.name}  ${summary === undefined ? '' : countsText(summary, process.stdout)}  ${folder ?? ''}\n`,
      );
    }
    if (page.runs.length === 0) process.stdout.write('No runs yet.\n');
  } finally {
    await stores.close();
  }
}

export function addRunsCommand(program: Command): void {
  program
    .command('runs')
    .description('list the runs of the store, newest first')
    .option('--target <url>', 'only runs of this FHIR base URL')
    .option('--json', 'as JSON')
    .action(runs);
}
