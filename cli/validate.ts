import { once } from 'node:events';
import { createWriteStream, existsSync, statSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from 'commander';
import { createValidator, type NotCheckedItem, type Validator } from '../fhir/validator.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { outcomeOf } from './outcome.ts';
import {
  addNotChecked,
  type BatchOptions,
  type BatchResult,
  judgeBatch,
  judgeUnreadable,
  judgeWhole,
} from './validate-batch.ts';
import { validateCases } from './validate-cases.ts';
import { openInput } from './validate-input.ts';
import { CORE, DEFAULT_PACK, openPack, packSource, type PackSource } from './validate-packs.ts';
import { judgeInWorkers, workerCount } from './validate-workers.ts';

interface ValidateCommandOptions {
  readonly pack?: readonly string[];
  readonly profile?: readonly string[];
  readonly jsonl?: string;
  readonly json?: boolean;
  readonly cases?: string;
  readonly workers?: number;
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
  await new Validation(packs, { profiles, jsonl: options.jsonl !== undefined }, options).run(files);
}

const refuseUnknown = (profiles: readonly string[], packs: readonly PackSource[]): void => {
  for (const profile of profiles) {
    const [url = ''] = profile.split('|');
    if (!packs.some((source) => openPack(source).structure(url) !== undefined))
      throw new CommandError(`--profile: ${profile} is in none of the packs.`);
  }
};

/** One run over some files: what is written where, and what has been counted. */
class Validation {
  private readonly packs: readonly PackSource[];
  private readonly batch: BatchOptions;
  private readonly compact: boolean;
  private readonly workers: number;
  private readonly jsonl: Writable | undefined;
  private readonly notChecked = new Map<string, NotCheckedItem>();
  private readonly started = performance.now();
  private shown = performance.now();
  private judge: Validator | undefined;
  private bytes = 0;
  private resources = 0;
  private invalid = 0;
  private warned = 0;

  constructor(
    packs: readonly PackSource[],
    batch: BatchOptions,
    { json, jsonl, workers }: ValidateCommandOptions,
  ) {
    this.packs = packs;
    this.batch = batch;
    this.compact = json === true;
    this.workers = workers ?? workerCount();
    this.jsonl = jsonl === undefined ? undefined : createWriteStream(jsonl);
  }

  async run(files: readonly string[]): Promise<void> {
    for (const file of files) await this.file(file, files.length === 1);
    if (this.jsonl !== undefined) {
      this.jsonl.end();
      await finished(this.jsonl);
    }
    this.summarize();
    process.exitCode = this.invalid > 0 ? EXIT.failed : EXIT.ok;
  }

  /** Compiled when first needed: a large file is judged by workers with validators of their own. */
  private get validator(): Validator {
    this.judge ??= createValidator(this.packs.map(openPack));
    return this.judge;
  }

  private async file(file: string, isOnly: boolean): Promise<void> {
    try {
      const input = await openInput(file, (count) => this.read(count));
      if (input.kind === 'lines') {
        for await (const result of this.results(file, input)) await this.write(result);
      } else await this.whole(file, await input.text(), isOnly);
    } catch (error) {
      if (!isReadError(error)) throw error;
      const message = `The file cannot be read to its end: ${error.message}`;
      await this.write(judgeUnreadable({ file }, message, this.batch));
    }
  }

  private async *results(
    file: string,
    { batches, large }: Extract<Awaited<ReturnType<typeof openInput>>, { kind: 'lines' }>,
  ): AsyncGenerator<BatchResult> {
    if (large && this.workers > 1) {
      const start = { packs: this.packs, file, options: this.batch };
      yield* judgeInWorkers(batches, start, this.workers);
      return;
    }
    for await (const batch of batches) yield judgeBatch(batch, file, this.validator, this.batch);
  }

  private async whole(
    file: string,
    content: { text: string | undefined } | { tooLong: number },
    isOnly: boolean,
  ): Promise<void> {
    if ('tooLong' in content) {
      const message = `The file has ${content.tooLong} bytes, more than is read as one resource`;
      await this.write(judgeUnreadable({ file }, message, this.batch));
      return;
    }
    const { issues, ...result } = judgeWhole(content.text, file, this.validator, this.batch);
    const isPretty = isOnly && !this.compact;
    const text = JSON.stringify(outcomeOf(issues, { file }), null, isPretty ? 2 : undefined);
    await this.write({ ...result, outcomes: `${text}\n` });
  }

  private async write(result: BatchResult): Promise<void> {
    this.resources += result.resources;
    this.invalid += result.invalid;
    this.warned += result.warned;
    addNotChecked(this.notChecked, result.notChecked);
    await writeAll(process.stdout, result.outcomes);
    if (this.jsonl !== undefined) await writeAll(this.jsonl, result.jsonl);
  }

  /** A line in place on a terminal; elsewhere now and then, for logs. */
  private read(count: number): void {
    this.bytes += count;
    const isTerminal = process.stderr.isTTY === true;
    if (performance.now() - this.shown < (isTerminal ? 200 : 10_000)) return;
    this.shown = performance.now();
    const told = `${this.resources} resources, ${this.invalid} invalid, ${megabytes(this.bytes)} MB read`;
    process.stderr.write(isTerminal ? `\r\u001b[2K${told}` : `${told}\n`);
  }

  private summarize(): void {
    const seconds = (performance.now() - this.started) / 1000;
    const clear = process.stderr.isTTY === true ? '\r\u001b[2K' : '';
    process.stderr.write(
      `${clear}${this.resources} resources: ${this.resources - this.invalid} valid` +
        `${this.warned > 0 ? ` (${this.warned} with warnings)` : ''}, ${this.invalid} invalid` +
        `; ${megabytes(this.bytes)} MB in ${seconds.toFixed(1)} s\n`,
    );
    for (const { what, why, count } of this.notChecked.values())
      process.stderr.write(`not checked: ${what} (${count}): ${why}\n`);
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const writeAll = async (stream: Writable, text: string): Promise<void> => {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
};

/** Errors of files and of gzip carry a code; anything else is a defect of ours. */
const isReadError = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code);

async function runCases(folder: string, jsonl: string | undefined): Promise<void> {
  if (!existsSync(`${folder}/manifest.json`))
    throw new CommandError(`--cases: there is no manifest.json in ${folder}.`);
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
