import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { RunConfig } from '../core/config.ts';
import { checkConfig, parseConfig } from '../core/parse-config.ts';
import { systemClock } from '../adapters/clock.ts';
import { isDryRun } from '../testsuites/catalogue.ts';
import { CommandError, EXIT, exitCodeOf } from './exit-code.ts';
import { newRunId, resumeRun, type RunDone, startRun } from './execute-run.ts';
import { loginTraces, traceLines } from './login-trace.ts';
import { printSummary } from './summary.ts';

interface RunOptions {
  readonly config?: string;
  readonly target?: string;
  readonly suite?: string[];
  readonly bearerEnv?: string;
  readonly patient?: string[];
  readonly usCore?: string;
  readonly allowPrivate?: boolean;
  readonly resume?: string;
  readonly out?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly open?: boolean;
  readonly json?: boolean;
}

/** Collects an option that may be given several times. */
export const several = (value: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

/** Reads a configuration file. Throws `CommandError` where there is none, `ConfigError` for its content. */
export async function readConfig(file: string): Promise<RunConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`--config ${file} cannot be read: ${(error as Error).message}`);
  }
  return parseConfig(text, file);
}

const configFromFlags = ({
  target,
  suite,
  bearerEnv,
  patient,
  usCore,
  allowPrivate,
}: RunOptions): RunConfig =>
  checkConfig(
    {
      target: {
        fhirBaseUrl: target,
        ...(allowPrivate === true ? { allowPrivateAddresses: true } : {}),
      },
      ...(suite === undefined ? {} : { suites: suite }),
      ...(usCore === undefined ? {} : { options: { usCore } }),
      ...(patient === undefined ? {} : { patients: patient }),
      ...(bearerEnv === undefined ? {} : { auth: { bearer: { env: bearerEnv } } }),
    },
    '--target',
  );

export const selectionOf = ({ only, skip }: { only?: string[]; skip?: string[] }) => ({
  ...(only === undefined ? {} : { only }),
  ...(skip === undefined ? {} : { skip }),
});

/** Tells how a run went and sets the exit code. */
export function finish(done: RunDone, json: boolean | undefined): void {
  if (json === true) {
    const { run, summary, criteria } = done.results;
    process.stdout.write(`${JSON.stringify({ folder: done.folder, run, summary, criteria })}\n`);
  } else {
    printSummary(done.results, done.folder);
  }
  if (done.unreachable !== undefined) {
    process.stderr.write(`assay: the target could not be reached: ${done.unreachable}\n`);
  }
  process.exitCode = exitCodeOf(done.results);
}

/** Tells what each login saw. A login that could not be tried is no success either. */
function finishDryRun(done: RunDone, json: boolean | undefined): void {
  const { checks, summary } = done.results;
  const traces = loginTraces(checks, done.journal ?? []);
  const text =
    json === true
      ? JSON.stringify({ folder: done.folder, logins: traces })
      : [...traceLines(traces), `Report: ${join(relative('.', done.folder), 'report.html')}`].join(
          '\n',
        );
  process.stdout.write(`${text}\n`);
  const wrong = summary.fail + summary.skip + summary.warn;
  process.exitCode = wrong > 0 ? EXIT.failed : summary.error > 0 ? EXIT.unreachable : EXIT.ok;
}

async function run(options: RunOptions): Promise<void> {
  const { config, target, resume } = options;
  const given = [config, target, resume].filter((option) => option !== undefined);
  if (given.length !== 1) {
    throw new CommandError('give one of --config FILE, --target URL or --resume DIR');
  }
  if (resume !== undefined) return finish(await resumeRun(resume), options.json);
  const runConfig = config === undefined ? configFromFlags(options) : await readConfig(config);
  const folder = options.out ?? join('assay-runs', newRunId(systemClock.now()));
  const selection = selectionOf(options);
  const done = await startRun({
    config: runConfig,
    selection,
    folder,
    opensBrowser: options.open === true,
  });
  if (isDryRun(selection)) finishDryRun(done, options.json);
  else finish(done, options.json);
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run the configured suites against the configured target')
    .option('-c, --config <file>', 'configuration, YAML or JSON')
    .option('--target <url>', 'FHIR base URL, without a configuration file')
    .option('--suite <id>', 'suite to run with --target (may be repeated)', several)
    .option('--bearer-env <name>', 'environment variable that holds a bearer token, with --target')
    .option('--patient <id>', 'patient to look at, with --target (may be repeated)', several)
    .option('--us-core <version>', 'US Core version, with --target')
    .option('--allow-private', 'allow loopback and private addresses, with --target')
    .option('--resume <dir>', 'finish an interrupted run, asking for nothing that it already knows')
    .option('-o, --out <dir>', 'run folder (default: a new one under assay-runs)')
    .option('--only <glob>', 'run only checks (or groups) that match (may be repeated)', several)
    .option('--skip <glob>', 'leave out checks (or groups) that match (may be repeated)', several)
    .option('--open', 'with the login driver person: open the page that says what to do')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      `
Examples:
  assay run --config assay.yaml --out runs/monday
  assay run --target https://r4.example.com/fhir --patient 85 --bearer-env TOKEN
  assay run --config assay.yaml --only 'smart-discovery' --only 'uscore.patient.*'
  assay run --config assay.yaml --only login     tries the logins alone, and tells what each step saw
  assay run --resume runs/monday`,
    )
    .action(run);
}
