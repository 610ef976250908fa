import { Command, CommanderError } from 'commander';
import { SecretError } from '../adapters/secrets.ts';
import { ConfigError } from '../core/parse-config.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { TOOL_VERSION } from './tool-version.ts';

type AddCommand = (program: Command) => void;

/** Modules are loaded for the command that is asked for: validating needs no client of AWS. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./run.ts')).addRunCommand,
  demo: async () => (await import('./demo.ts')).addDemoCommand,
  sandbox: async () => (await import('./sandbox.ts')).addSandboxCommand,
  checks: async () => (await import('./checks.ts')).addChecksCommand,
  rejudge: async () => (await import('./rejudge.ts')).addRejudgeCommand,
  report: async () => (await import('./report.ts')).addReportCommand,
  compare: async () => (await import('./compare.ts')).addCompareCommand,
  runs: async () => (await import('./runs.ts')).addRunsCommand,
  validate: async () => (await import('./validate.ts')).addValidateCommand,
  pack: async () => (await import('./pack.ts')).addPackCommand,
};

async function program(name: string): Promise<Command> {
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
  const wanted = COMMANDS[name] === undefined ? Object.values(COMMANDS) : [COMMANDS[name]];
  for (const add of await Promise.all(wanted.map((load) => load()))) add(assay);
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
    const assay = await program(argv[2] ?? '');
    await assay.parseAsync(argv);
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
