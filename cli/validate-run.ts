import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { judgeWithServer, TerminologyServer } from '../fhir/terminology-server.ts';
import { createValidator, type NotCheckedItem, type Validator } from '../fhir/validator.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { outcomeOf } from './outcome.ts';
import { terminologyPort } from './terminology-port.ts';
import {
  addNotChecked,
  type BatchOptions,
  type BatchResult,
  judgeBatch,
  judgeUnreadable,
  judgeWhole,
} from './validate-batch.ts';
import { timeNow } from './time-now.ts';
import { openInput } from './validate-input.ts';
import { openPack, type PackSource } from './validate-packs.ts';
import { judgeInWorkers, workerCount } from './validate-workers.ts';

/** What a run of `assay validate` can be told beside its files. */
export interface ValidationOptions {
  readonly jsonl?: string;
  readonly json?: boolean;
  readonly workers?: number;
  readonly terminologyServer?: string;
}

/** One run over some files: what is written where, and what has been counted. */
export class ValidationRun {
  private readonly packs: readonly PackSource[];
  private readonly batch: BatchOptions;
  private readonly compact: boolean;
  private readonly workers: number;
  private readonly server: TerminologyServer | undefined;
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
    { json, jsonl, workers, terminologyServer }: ValidationOptions,
  ) {
    this.packs = packs;
    this.batch = batch;
    this.compact = json === true;
    this.server =
      terminologyServer === undefined
        ? undefined
        : new TerminologyServer(terminologyPort(terminologyServer));
    // Answers are kept in one place, so one thread asks.
    this.workers = this.server === undefined ? (workers ?? workerCount()) : 1;
    this.jsonl = jsonl === undefined ? undefined : createWriteStream(jsonl);
  }

  async over(files: readonly string[]): Promise<ExitCode> {
    for (const file of files) await this.file(file, files.length === 1);
    if (this.jsonl !== undefined) {
      this.jsonl.end();
      await finished(this.jsonl);
    }
    this.summarize();
    return this.invalid > 0 ? EXIT.failed : EXIT.ok;
  }

  /** Compiled when first needed: a large file is judged by workers with validators of their own. */
  private get validator(): Validator {
    const { server } = this;
    this.judge ??= createValidator(this.packs.map(openPack), {
      now: timeNow,
      ...(server && { isMember: (...question) => server.isMember(...question) }),
    });
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
    for await (const batch of batches)
      yield await this.judged(() => judgeBatch(batch, file, this.validator, this.batch));
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
    const { issues, ...result } = await this.judged(() =>
      judgeWhole(content.text, file, this.validator, this.batch),
    );
    const isPretty = isOnly && !this.compact;
    const text = JSON.stringify(outcomeOf(issues, { file }), null, isPretty ? 2 : undefined);
    await this.write({ ...result, outcomes: `${text}\n` });
  }

  /** Judged once, or again with a terminology server's answers. */
  private async judged<T>(judge: () => T): Promise<T> {
    return this.server === undefined ? judge() : judgeWithServer(this.server, judge);
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
    if (this.server?.isGivenUp === true)
      process.stderr.write('the terminology server did not answer and was asked no more\n');
    for (const { what, why, count } of this.notChecked.values())
      process.stderr.write(`not checked: ${what} (${count}): ${why}\n`);
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Writes, and waits where the reader is slower. */
export const writeAll = async (stream: Writable, text: string): Promise<void> => {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
};

/** Errors of files and of gzip carry a code; anything else is a defect of ours. */
const isReadError = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(E[A-Z]+|Z_[A-Z_]+)$/.test(error.code);
