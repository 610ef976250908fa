import { Command, CommanderError } from 'commander';
import { SecretError } from '../adapters/secrets.ts';
import { ConfigError } from '../core/parse-config.ts';
import { addChecksCommand } from './checks.ts';
import { addCompareCommand } from './compare.ts';
import { addDemoCommand } from './demo.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { addPackCommand } from './pack.ts';
import { addRejudgeCommand } from './rejudge.ts';
import { addReportCommand } from './report.ts';
import { addRunCommand } from './run.ts';
import { addRunsCommand } from './runs.ts';
import { addSandboxCommand } from './sandbox.ts';
import { addValidateCommand } from './validate.ts';
import { TOOL_VERSION } from './tool-version.ts';

function program(): Command {
  const assay = new Command('assay')
    .description('Pre-check of a FHIR endpoint for certification readiness')
    .version(TOOL_VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Start here:
  assay demo                                   test the sample EHR, unattended
  assay run --config assay.yaml --out my-run   test your own system
  assay run --target https://ehr.example/fhir  test an open server without a file

Exit codes: 0 nothing failed, 1 a check failed, 2 wrong command or configuration,
3 target unreachable, 4 a defect of Assay's own.`,
    );
  addRunCommand(assay);
  addDemoCommand(assay);
  addSandboxCommand(assay);
  addChecksCommand(assay);
  addRejudgeCommand(assay);
  addReportCommand(assay);
  addCompareCommand(assay);
  addRunsCommand(assay);
  addValidateCommand(assay);
  addPackCommand(assay);
  for (const command of assay.commands) {
    for (const each of [command, ...command.commands]) each.exitOverride();
  }
  return assay;
}

/** Runs the command line and sets the process's exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that stops early (`| head`) is no defect of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
  });
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = told(error);
  }
}

function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    for (const problem of error.problems) process.stderr.write(`assay: ${problem}\n`);
    return EXIT.usage;
  }
  if (error instanceof SecretError) {
    process.stderr.write(`assay: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof CommandError) {
    process.stderr.write(`assay: ${error.message}\n`);
    return error.exitCode;
  }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`assay: a defect of Assay's own, please report it:\n${said}\n`);
  return EXIT.defect;
}
