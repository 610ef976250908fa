import { join } from 'node:path';
import type { Command } from 'commander';
import { checkConfig } from '../core/parse-config.ts';
import { systemClock } from '../adapters/clock.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/server.ts';
import { newRunId, startRun } from './execute-run.ts';
import { finish, selectionOf, several } from './run.ts';
import {
  addVersionOptions,
  PAGES_HELP,
  PATIENTS_HELP,
  pagesKind,
  patientCount,
  refuseUnknownFaults,
  versionsOf,
} from './sandbox.ts';

interface DemoOptions extends Pick<SandboxOptions, 'usCore' | 'smart' | 'bulk'> {
  readonly out?: string;
  readonly fault?: string[];
  readonly patients?: number;
  readonly pages?: 'forms' | 'script';
  readonly only?: string[];
  readonly skip?: string[];
  readonly json?: boolean;
}

async function demo(options: DemoOptions): Promise<void> {
  const faults = refuseUnknownFaults(options.fault ?? []);
  const patients = options.patients === undefined ? {} : { patients: options.patients };
  const sandbox = await startSandbox({
    ...versionsOf(options),
    ...patients,
    ...(options.pages === undefined ? {} : { pages: options.pages }),
    faults,
    tls: true,
  });
  try {
    process.stderr.write(
      `The sample EHR is at ${sandbox.fhirBaseUrl}${faults.length === 0 ? '' : `, broken by ${faults.join(', ')}`}\n`,
    );
    const config = checkConfig(sandbox.config, 'sandbox');
    const folder = options.out ?? join('assay-runs', newRunId(systemClock.now()));
    finish(await startRun({ config, selection: selectionOf(options), folder }), options.json);
  } finally {
    await sandbox.close();
  }
}

export function addDemoCommand(program: Command): void {
  addVersionOptions(program.command('demo'))
    .description('test the sample EHR on a free loopback port, unattended, launches included')
    .option('-o, --out <dir>', 'run folder (default: a new one under assay-runs)')
    .option('--fault <id>', 'break the sample EHR in one way (may be repeated)', several)
    .option('--patients <n>', PATIENTS_HELP, patientCount)
    .option('--pages <kind>', PAGES_HELP, pagesKind)
    .option('--only <glob>', 'run only checks (or groups) that match (may be repeated)', several)
    .option('--skip <glob>', 'leave out checks (or groups) that match (may be repeated)', several)
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  assay demo
  assay demo --smart 2.2.0 --us-core 7.0.0
  assay demo --fault token-no-cache-control --out broken
  assay demo --only bulk --patients 20000
  assay sandbox --help     lists how to see every fault`,
    )
    .action(demo);
}
