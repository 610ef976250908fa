import { existsSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from './exit-code.ts';
import { DEFAULT_PACK, packSource } from './find-pack.ts';
import { validateCases } from './validate-cases.ts';
import { CORE, openPack, type PackSource } from './validate-packs.ts';
import { ValidationRun, type ValidationOptions, writeAll } from './validate-run.ts';

interface ValidateCommandOptions extends ValidationOptions {
  readonly pack?: readonly string[];
  readonly profile?: readonly string[];
  readonly cases?: string;
}

/** Gathers an option that may be given more than once. */
const several = (value: string, before: readonly string[] = []): string[] => [...before, value];

const MOST_WORKERS = 64;

const threads = (value: string): number => {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_WORKERS) return count;
  throw new CommandError(`--workers: ${value} is no number from 1 to ${MOST_WORKERS}.`);
};

/** Adds `assay validate` to the command line. */
export function addValidateCommand(program: Command): void {
  program
    .command('validate [file...]')
    .description('validate resources, Bundles or NDJSON against FHIR R4 and US Core')
    .option(
      '--pack <name#version>',
      `guide to validate by (default ${DEFAULT_PACK}; may be repeated)`,
      several,
    )
    .option(
      '--profile <url>',
      'profile beside those that the resource claims (may be repeated)',
      several,
    )
    .option('--jsonl <file>', 'write one line of JSON for each resource')
    .option('--json', 'OperationOutcomes as one line of JSON each')
    .option(
      '--workers <n>',
      'threads for large NDJSON (default 2; each takes about 80 MB)',
      threads,
    )
    .option(
      '--terminology-server <url>',
      'ask $validate-code for codes that the packs cannot decide',
    )
    .option('--cases <dir>', 'run a corpus of cases with known verdicts')
    .addHelpText(
      'after',
      `
Reads .json, .ndjson and .jsonl, each also as .gz, and standard input as "-".
Writes OperationOutcomes to standard output (of NDJSON only those with errors; --jsonl has all),
progress and a summary to standard error.

Exit codes: 0 all valid, 1 at least one resource invalid, 2 wrong command.

Examples:
  assay validate patient.json --profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient
  assay validate export/*.ndjson.gz --jsonl verdicts.jsonl
  curl -s https://ehr.example/fhir/Patient/1 | assay validate -`,
    )
    .action(validate);
}

async function validate(files: readonly string[], options: ValidateCommandOptions): Promise<void> {
  if (options.cases !== undefined) {
    await runCases(options.cases, options.jsonl);
    return;
  }
  if (files.length === 0) throw new CommandError('Name a file to validate, or "-".');
  for (const file of files) {
    if (file !== '-' && !(existsSync(file) && statSync(file).isFile()))
      throw new CommandError(`There is no file ${file}.`);
  }
  const packs = [CORE, ...(await Promise.all((options.pack ?? [DEFAULT_PACK]).map(packSource)))];
  const profiles = options.profile ?? [];
  refuseUnknown(profiles, packs);
  if (options.jsonl !== undefined) refuseUnwritable(options.jsonl);
  const batch = { profiles, jsonl: options.jsonl !== undefined };
  process.exitCode = await new ValidationRun(packs, batch, options).over(files);
}

const refuseUnknown = (profiles: readonly string[], packs: readonly PackSource[]): void => {
  for (const profile of profiles) {
    const [url = ''] = profile.split('|');
    if (!packs.some((source) => openPack(source).structure(url) !== undefined))
      throw new CommandError(`--profile: ${profile} is in none of the packs.`);
  }
};

/** Told before hours of work, not after; what is there already is overwritten anyway. */
const refuseUnwritable = (file: string): void => {
  try {
    writeFileSync(file, '');
  } catch {
    throw new CommandError(`--jsonl: ${file} cannot be written.`);
  }
};

async function runCases(folder: string, jsonl: string | undefined): Promise<void> {
  if (!existsSync(`${folder}/manifest.json`))
    throw new CommandError(`--cases: there is no manifest.json in ${folder}.`);
  if (jsonl !== undefined) refuseUnwritable(jsonl);
  const lines: string[] = [];
  let invalid = 0;
  for (const result of validateCases(folder)) {
    if (!result.valid) invalid++;
    lines.push(`${JSON.stringify(result)}\n`);
    if (lines.length % 250 === 0) process.stderr.write(`${lines.length} cases\n`);
  }
  if (jsonl === undefined) await writeAll(process.stdout, lines.join(''));
  else writeFileSync(jsonl, lines.join(''));
  process.stderr.write(
    `${lines.length} cases: ${lines.length - invalid} valid, ${invalid} invalid\n`,
  );
}
