import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LineBatch } from '../fhir/ndjson.ts';
import type { BatchResult } from './validate-batch.ts';
import type { WorkerAnswer, WorkerStart, WorkerTask } from './validate-worker.ts';

/** Each worker holds some 80 MB; with two, a file of any size stays under 300 MB. */
const USUAL_WORKERS = 2;
/** Batches under way for each worker: one in hand, one waiting. */
const AHEAD = 2;

/** What a worker makes dies with its line: a small nursery does and keeps its memory small. */
const YOUNG_MB = 4;

/** How many workers are started where nothing is said. */
export const workerCount = (): number => Math.min(USUAL_WORKERS, availableParallelism());

/**
 * Judges batches in several threads and gives the results in the order of the batches. No more than
 * a few are under way, so that memory stays bounded whatever is slow: reading, judging or writing.
 */
export async function* judgeInWorkers(
  batches: AsyncIterable<LineBatch>,
  start: WorkerStart,
  count: number,
): AsyncGenerator<BatchResult> {
  const pool = new WorkerPool(start, count);
  try {
    const pending: Promise<BatchResult>[] = [];
    for await (const batch of batches) {
      pending.push(pool.judge(batch));
      const [oldest] = pending;
      if (pending.length < count * AHEAD || oldest === undefined) continue;
      pending.shift();
      yield await oldest;
    }
    for (const left of pending) yield await left;
  } finally {
    await pool.close();
  }
}

/** Memory goes along without a copy where it holds the batch and nothing else. */
const handedOver = ({ buffer, byteLength }: Uint8Array): ArrayBuffer[] =>
  buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];

interface Waiting {
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (reason: unknown) => void;
}

class WorkerPool {
  private readonly workers: readonly Worker[];
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private failure: unknown;

  constructor(start: WorkerStart, count: number) {
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./validate-worker.ts', import.meta.url), {
        workerData: start,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      worker.on('message', ({ number, result }: WorkerAnswer) => {
        this.waiting.get(number)?.resolve(result);
        this.waiting.delete(number);
      });
      worker.on('error', (error) => this.fail(error));
      return worker;
    });
  }

  judge(batch: LineBatch): Promise<BatchResult> {
    const number = this.next++;
    const worker = this.workers[number % this.workers.length];
    const answer = new Promise<BatchResult>((resolve, reject) => {
      if (this.failure !== undefined) reject(this.failure);
      else this.waiting.set(number, { resolve, reject });
    });
    // Rejections are met when the batch's turn comes; until then they are not unhandled.
    answer.catch(() => undefined);
    const task: WorkerTask = { number, batch };
    worker?.postMessage(task, batch.kind === 'lines' ? handedOver(batch.bytes) : []);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private fail(error: unknown): void {
    this.failure = error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
