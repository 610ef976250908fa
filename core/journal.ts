import type { Exchange, JournalEntry } from './exchange.ts';
import type { EvidenceStore } from './ports.ts';
import type { JsonValue } from './json.ts';

/** A member of a union without its index, which the journal gives. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'index'> : never;

/** Notes that gathering paused of its own accord: whoever had a code has used it. */
export const GATHERING_PAUSED = 'gathering paused';

const LOST = /^lost (.+)$/;

/** Name of the note that a round of requests is begun anew: what came of it before is forgotten. */
export const lostRound = (round: string): string => `lost ${round}`;

/** What stands before a key where something about it is noted. */
const ABOUT = /^(?:sent|later|lines|aside) /;

/** The key of the request that a note is about. */
export const keyNoted = (key: string): string => key.replace(ABOUT, '');

/** Whether a key, or what it is about, is named below a round. */
export const isOfRound = (round: string, key: string): boolean =>
  keyNoted(key).startsWith(`${round}/`);

/** Whether a person came back with a code (see core/person-login.ts). */
function broughtCode(entry: JournalEntry): boolean {
  const { parameters } = (entry.kind === 'observation' ? entry.value : {}) as {
    readonly parameters?: readonly (readonly [string, string])[];
  };
  return parameters?.some(([name]) => name === 'code') ?? false;
}

/** All that a run has learned, in order, found again by key; writes behind the run's back. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #byKey = new Map<string, JournalEntry>();
  readonly #write: (entries: readonly JournalEntry[]) => Promise<void>;
  #unwritten: JournalEntry[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(
    known: readonly JournalEntry[],
    write: (entries: readonly JournalEntry[]) => Promise<void> = async () => {},
  ) {
    for (const entry of known) this.#keep(entry);
    this.#write = write;
  }

  /** A journal that goes to a store as it grows. */
  static async open(store: EvidenceStore, runId: string): Promise<Journal> {
    return new Journal(await store.read(runId), (entries) => store.append(runId, entries));
  }

  /**
   * Forgets logins that an interruption cut in two: a session, or a code, that lay about meanwhile
   * would make the server refuse what it would have granted. Their entries stay as evidence; what
   * they asked is asked anew, of a person only where a code was lost. A login has ended when its
   * round has an entry `<round>/end`. Likewise an assertion (`<request>/signed`) whose request left
   * no trace: it may have arrived all the same, and no server takes one twice (RFC 7523, 3, jti).
   */
  forgetUnfinishedLogins(): void {
    const rounds = new Set(
      [...this.#byKey].flatMap(([key, entry]) => {
        const asked = /^([^|/]+)\/(?:authorize|launcher)\//.exec(key)?.[1];
        const met = /^([^|/]+)\/person\/authorize$/.exec(key)?.[1];
        return asked ?? (met !== undefined && this.#wasCutShort(entry) ? met : []);
      }),
    );
    for (const round of rounds) {
      if (this.#byKey.has(`${round}/end`)) continue;
      for (const key of [...this.#byKey.keys()]) {
        if (key.startsWith(`${round}/`)) this.#byKey.delete(key);
      }
    }
    this.#forgetUnusedAssertions();
  }

  /** Whether gathering ended in a way of its own after a person had come with a code. */
  #wasCutShort(entry: JournalEntry): boolean {
    const pause = this.#byKey.get(GATHERING_PAUSED);
    return broughtCode(entry) && (pause === undefined || pause.index < entry.index);
  }

  /** Part of `forgetUnfinishedLogins`. */
  #forgetUnusedAssertions(): void {
    for (const key of [...this.#byKey.keys()]) {
      const request = /^(.*)\/signed$/.exec(key)?.[1];
      if (request !== undefined && !this.#byKey.has(request)) this.#byKey.delete(key);
    }
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The keys under which something is known, in the order in which they first came up. */
  get keys(): readonly string[] {
    return [...this.#byKey.keys()];
  }

  /** Lets a key be asked anew; what was recorded under it stays as evidence. */
  forget(key: string): void {
    this.#byKey.delete(key);
  }

  find(key: string): JournalEntry | undefined {
    return this.#byKey.get(key);
  }

  exchange(key: string): Exchange | undefined {
    const entry = this.#byKey.get(key);
    return entry?.kind === 'exchange' ? entry : undefined;
  }

  observation(key: string): { readonly value: JsonValue } | undefined {
    const entry = this.#byKey.get(key);
    return entry?.kind === 'observation' ? { value: entry.value as JsonValue } : undefined;
  }

  /** Appends and numbers an entry; it is on its way to the store when this returns. */
  add<T extends Unnumbered<JournalEntry>>(entry: T): T & { readonly index: number } {
    const numbered = { ...entry, index: this.#entries.length } as unknown as JournalEntry;
    this.#keep(numbered);
    this.#unwritten.push(numbered);
    this.#writing ??= this.#drain();
    return numbered as unknown as T & { readonly index: number };
  }

  /** Resolves when all is stored; throws what kept the store from taking it. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Written in batches: while one is on its way the next gathers. */
  async #drain(): Promise<void> {
    try {
      while (this.#unwritten.length > 0) {
        const batch = this.#unwritten;
        this.#unwritten = [];
        await this.#write(batch);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#writing = undefined;
    }
  }

  /** Also when a journal is read again: what was forgotten once stays so. */
  #forgetRound(round: string): void {
    for (const key of this.#byKey.keys()) if (isOfRound(round, key)) this.#byKey.delete(key);
  }

  #keep(entry: JournalEntry): void {
    this.#entries.push(entry);
    const lost = entry.kind === 'observation' && entry.value === true && LOST.exec(entry.key);
    if (lost) this.#forgetRound(lost[1] ?? '');
    this.#byKey.set(entry.key, entry);
  }
}
