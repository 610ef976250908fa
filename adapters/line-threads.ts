import { availableParallelism } from 'node:os';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { FarEnd, FarLines, LineWork } from '../core/line-work.ts';
import { feed, letGo, type SplitFold } from '../core/line-fold.ts';
import type { JsonValue } from '../core/json.ts';

/** A batch of lines, as `LineWork` hands it over. */
type LineBatch = Parameters<FarLines['give']>[0];

/** Below this a file is judged sooner than threads are started; once they are, they judge all. */
const FROM_BYTES = 4 * 1024 * 1024;
/** Batches under way for each thread: one in hand, one waiting. */
const AHEAD = 2;
/** What judging makes dies with its line: a small nursery does and keeps a thread's memory small. */
const YOUNG_MB = 4;
/** Near it the collector spares no pains; the longest line that is held needs a third of it. */
const OLD_MB = 192;

type Task =
  | {
      readonly kind: 'lines';
      readonly answer: number;
      readonly job: unknown;
      readonly batch: LineBatch;
    }
  | { readonly kind: 'part' | 'whole'; readonly answer: number; readonly job: unknown }
  | { readonly kind: 'drop'; readonly answer: number };

/** Each task is answered once, in turn; the end of an answer with what its part came to. */
type Reply = { readonly part?: JsonValue };

/** In a thread: folds what it is given, one fold for each answer. */
export function serveFolds(
  port: MessagePort,
  foldOf: (job: unknown) => SplitFold<JsonValue>,
): void {
  const folds = new Map<number, SplitFold<JsonValue>>();
  const foldFor = (answer: number, job: unknown): SplitFold<JsonValue> => {
    const fold = folds.get(answer) ?? foldOf(job);
    folds.set(answer, fold);
    return fold;
  };
  port.on('message', (task: Task) => {
    const reply = (): Reply => {
      if (task.kind === 'lines') {
        const { batch } = task;
        feed(foldFor(task.answer, task.job), batch);
        letGo(batch);
        return {};
      }
      const part = task.kind === 'drop' ? null : endOf(foldFor(task.answer, task.job), task.kind);
      folds.delete(task.answer);
      return { part };
    };
    port.postMessage(reply());
  });
}

const endOf = (fold: SplitFold<JsonValue>, kind: 'part' | 'whole'): JsonValue =>
  kind === 'part' ? fold.part() : fold.end();

export interface ThreadOptions {
  /** Each takes some 70 MB; more than there are processors are of no use. */
  readonly threads: number;
  readonly fromBytes?: number;
}

/** Judges the lines of large answers in threads, which are started when the first one comes. */
export function lineThreads(
  entry: URL,
  { threads, fromBytes = FROM_BYTES }: ThreadOptions,
): LineWork & { close(): Promise<void> } {
  const count = Math.max(1, Math.min(threads, availableParallelism()));
  let started: Thread[] | undefined;
  let answers = 0;
  return {
    get from() {
      return started === undefined ? fromBytes : 0;
    },
    open(_key, job) {
      started ??= Array.from({ length: count }, () => new Thread(entry));
      answers += 1;
      return new ThreadedLines(started, answers, job);
    },
    close: async () => {
      await Promise.all((started ?? []).map((thread) => thread.close()));
    },
  };
}

/** The lines of one answer, each batch to the thread that has least to do. */
class ThreadedLines implements FarLines {
  readonly #threads: readonly Thread[];
  readonly #answer: number;
  readonly #job: unknown;

  constructor(threads: readonly Thread[], answer: number, job: unknown) {
    this.#threads = threads;
    this.#answer = answer;
    this.#job = job;
  }

  async give(batch: LineBatch): Promise<void> {
    const thread = this.#threads.reduce((a, b) => (b.underWay < a.underWay ? b : a));
    const given = thread.ask({ kind: 'lines', answer: this.#answer, job: this.#job, batch });
    // A failure is met by whoever asks next; until then it is not unhandled.
    given.catch(() => undefined);
    await thread.room();
  }

  async end(own?: JsonValue): Promise<FarEnd> {
    const about = { answer: this.#answer, job: this.#job };
    const [only, ...others] = this.#threads;
    if (own === undefined && only !== undefined && others.length === 0) {
      const { part = null } = await only.ask({ kind: 'whole', ...about });
      return { kind: 'whole', outcome: part };
    }
    const replies = await Promise.all(
      this.#threads.map((thread) => thread.ask({ kind: 'part', ...about })),
    );
    return { kind: 'parts', parts: replies.map(({ part }) => part ?? null) };
  }

  async drop(): Promise<void> {
    const tasks = this.#threads.map((thread) => thread.ask({ kind: 'drop', answer: this.#answer }));
    await Promise.allSettled(tasks);
  }
}

/** Memory goes along without a copy where it holds the batch and nothing else. */
const handedOver = (task: Task): ArrayBuffer[] => {
  if (task.kind !== 'lines') return [];
  const { buffer, byteLength } = task.batch.bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
};

/** A thread that answers in turn. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<Reply>[] = [];
  #failure: unknown;

  constructor(entry: URL) {
    this.#worker = new Worker(entry, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: OLD_MB },
    });
    this.#worker.on('message', (reply: Reply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with ${code}`)));
  }

  get underWay(): number {
    return this.#waiting.length;
  }

  ask(task: Task): Promise<Reply> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const waiting = Promise.withResolvers<Reply>();
    this.#waiting.push(waiting);
    this.#worker.postMessage(task, handedOver(task));
    return waiting.promise;
  }

  /** Resolves when another task may come. */
  async room(): Promise<void> {
    const before = this.#waiting.at(-AHEAD);
    if (this.#waiting.length >= AHEAD && before !== undefined) await before.promise;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { promise, reject } of this.#waiting.splice(0)) {
      promise.catch(() => undefined);
      reject(this.#failure);
    }
  }
}
