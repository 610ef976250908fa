import { isObject } from './json.ts';

/** One question to a terminology server: is this code in this value set? */
export interface CodeQuestion {
  readonly valueSet: string;
  readonly system: string | undefined;
  readonly code: string;
}

/** Sends a batch Bundle to the server and gives what it answered; rejects when it cannot. */
export type PostBatch = (batch: unknown) => Promise<unknown>;

export interface TerminologyOptions {
  /** Questions in one batch. */
  readonly batchSize?: number;
  /** Answers that are kept; the oldest go first. */
  readonly kept?: number;
}

/** After so many batches without an answer the server is left alone. */
const PATIENCE = 3;

/**
 * Answers of a terminology server by `ValueSet/$validate-code`, for codes that the packs cannot
 * decide. Judging stays synchronous: `isMember` says what is known and notes what is not,
 * `askPending` asks for all that was noted in batches, and then the resource is judged again.
 */
export class TerminologyServer {
  readonly #post: PostBatch;
  readonly #batchSize: number;
  readonly #kept: number;
  readonly #answers = new Map<string, boolean | undefined>();
  readonly #pending = new Map<string, CodeQuestion>();
  #failures = 0;

  constructor(post: PostBatch, { batchSize = 100, kept = 50_000 }: TerminologyOptions = {}) {
    this.#post = post;
    this.#batchSize = batchSize;
    this.#kept = kept;
  }

  /** Whether a code is in a value set; undefined while, or because, nobody knows. */
  isMember(valueSet: string, system: string | undefined, code: string): boolean | undefined {
    const key = JSON.stringify([valueSet, system, code]);
    if (this.#answers.has(key)) return this.#answers.get(key);
    if (this.#failures < PATIENCE && this.#pending.size < this.#kept)
      this.#pending.set(key, { valueSet, system, code });
    return undefined;
  }

  /** Questions that wait to be asked. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Whether the server has failed too often to be asked again. */
  get isGivenUp(): boolean {
    return this.#failures >= PATIENCE;
  }

  /** Asks what has been noted; tells whether any answer came. */
  async askPending(): Promise<boolean> {
    let learnt = false;
    while (this.#pending.size > 0 && !this.isGivenUp) {
      const questions = [...this.#pending].slice(0, this.#batchSize);
      const answers = await this.#ask(questions.map(([, question]) => question));
      for (const [at, [key]] of questions.entries()) {
        this.#pending.delete(key);
        // An unanswered question is not asked again: the next resource would wait for it once more.
        this.#keep(key, answers?.[at]);
        learnt ||= answers?.[at] !== undefined;
      }
    }
    this.#pending.clear();
    return learnt;
  }

  async #ask(questions: readonly CodeQuestion[]): Promise<(boolean | undefined)[] | undefined> {
    try {
      const answers = answersOf(await this.#post(batchOf(questions)), questions.length);
      this.#failures = answers === undefined ? this.#failures + 1 : 0;
      return answers;
    } catch {
      // The port's failures are the network's: they leave codes not checked, and are counted.
      this.#failures++;
      return undefined;
    }
  }

  #keep(key: string, answer: boolean | undefined): void {
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= this.#kept && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, answer);
  }
}

/** One GET of `$validate-code` for each question (FHIR R4, ValueSet/$validate-code; batch). */
function batchOf(questions: readonly CodeQuestion[]): unknown {
  return {
    resourceType: 'Bundle',
    type: 'batch',
    entry: questions.map(({ valueSet, system, code }) => {
      const [url = '', version] = valueSet.split('|');
      const parameters = new URLSearchParams({
        url,
        ...(version === undefined ? {} : { valueSetVersion: version }),
        ...(system === undefined ? { inferSystem: 'true' } : { system }),
        code,
      });
      return { request: { method: 'GET', url: `ValueSet/$validate-code?${parameters}` } };
    }),
  };
}

/** The results in the order of the questions; undefined where the answer is no batch-response. */
function answersOf(response: unknown, count: number): (boolean | undefined)[] | undefined {
  if (!isObject(response) || response['resourceType'] !== 'Bundle') return undefined;
  const { entry } = response;
  if (!Array.isArray(entry) || entry.length !== count) return undefined;
  return entry.map((each: unknown) => (isObject(each) ? resultOf(each['resource']) : undefined));
}

/** `result` of the Parameters; a server that does not know the value set answers otherwise. */
const resultOf = (resource: unknown): boolean | undefined => {
  if (!isObject(resource) || resource['resourceType'] !== 'Parameters') return undefined;
  const { parameter } = resource;
  if (!Array.isArray(parameter)) return undefined;
  const result: unknown = parameter.find(
    (each: unknown) => isObject(each) && each['name'] === 'result',
  );
  const value = isObject(result) ? result['valueBoolean'] : undefined;
  return typeof value === 'boolean' ? value : undefined;
};

/**
 * Judges with a terminology server: once to learn what must be asked, and again with the answers
 * where there are any.
 */
export async function judgeWithServer<T>(server: TerminologyServer, judge: () => T): Promise<T> {
  const first = judge();
  if (server.pending === 0) return first;
  return (await server.askPending()) ? judge() : first;
}
