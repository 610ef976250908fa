import { parentPort, workerData } from 'node:worker_threads';
import type { LineBatch } from '../fhir/ndjson.ts';
import { createValidator } from '../fhir/validator.ts';
import { timeNow } from './time-now.ts';
import { type BatchOptions, type BatchResult, judgeBatch } from './validate-batch.ts';
import { openPack, type PackSource } from './validate-packs.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly packs: readonly PackSource[];
  readonly file: string;
  readonly options: BatchOptions;
}

/** A batch to judge, told apart by its number; the answer carries the same. */
export interface WorkerTask {
  readonly number: number;
  readonly batch: LineBatch;
}

export interface WorkerAnswer {
  readonly number: number;
  readonly result: BatchResult;
}

const { packs, file, options } = workerData as WorkerStart;
const validator = createValidator(packs.map(openPack), { now: timeNow });

parentPort?.on('message', ({ number, batch }: WorkerTask) => {
  const answer: WorkerAnswer = { number, result: judgeBatch(batch, file, validator, options) };
  // Given back at once: by the collector's time many batches would lie about.
  if (batch.kind === 'lines' && batch.bytes.buffer instanceof ArrayBuffer)
    batch.bytes.buffer.transfer(0);
  parentPort?.postMessage(answer);
});
