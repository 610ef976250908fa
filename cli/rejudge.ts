import { resolve } from 'node:path';
import type { Command } from 'commander';
import { folderEvidence } from '../adapters/store/folder-evidence.ts';
import { judgeRun, replay } from '../core/engine.ts';
import { Journal } from '../core/journal.ts';
import { readPictures } from '../core/pictures.ts';
import { renderRunFiles } from '../reports/render-all.ts';
import { planRun } from '../testsuites/catalogue.ts';
import { CommandError } from './exit-code.ts';
import { readJournal, readRun } from './read-run.ts';
import { finish } from './run.ts';
import { TOOL_VERSION } from './tool-version.ts';

async function rejudge(folder: string, { json }: { json?: boolean }): Promise<void> {
  const run = await readRun(folder);
  const { config, selection } = run;
  if (config.evidence.bodies !== 'full') {
    throw new CommandError(
      `${folder} was kept with evidence.bodies: ${config.evidence.bodies}, which leaves nothing to judge again`,
    );
  }
  const entries = await readJournal(folder);
  if (entries.length === 0) throw new CommandError(`${folder} holds no evidence`);
  const journal = new Journal(entries);
  const plan = planRun(config, selection);
  const results = judgeRun({
    runId: run.id,
    config,
    plan,
    journal,
    evidence: await replay(config, plan, journal),
    startedAt: run.startedAt,
    finishedAt: run.finishedAt ?? run.startedAt,
    status: run.status === 'running' ? 'interrupted' : run.status,
    toolVersion: TOOL_VERSION,
    rejudgedAt: new Date().toISOString(),
  });
  const store = folderEvidence(() => resolve(folder));
  const pictures = await readPictures(entries, store, run.id);
  for (const [name, content] of Object.entries(renderRunFiles(results, entries, { pictures }))) {
    await store.putFile(run.id, name, content);
  }
  finish({ results, folder: resolve(folder) }, json);
}

export function addRejudgeCommand(program: Command): void {
  program
    .command('rejudge <run-dir>')
    .description('judge the recorded evidence again, with no request to the target')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  assay rejudge runs/monday')
    .action(rejudge);
}
