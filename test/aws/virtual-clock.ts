interface Sleeper {
  readonly until: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Time that passes only when nobody has anything to do: every strand of an execution that is not
 * asleep keeps it still. So waits cost nothing, and end in the order in which they would have.
 */
export class VirtualClock {
  #now: number;
  #awake = 1;
  #order = 0;
  #asleep: Sleeper[] = [];

  constructor(start = Date.parse('2026-03-01T12:00:00Z')) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    const until = this.#now + Math.max(milliseconds, 0);
    await new Promise<void>((wake) => {
      this.#asleep.push({ until, order: this.#order, wake });
      this.#order += 1;
      this.#rest();
    });
  }

  /** Runs strands beside each other while the one that started them waits for all. */
  async abreast<T>(strands: readonly (() => Promise<T>)[]): Promise<T[]> {
    this.#awake += strands.length;
    const running = strands.map(async (strand) => {
      try {
        return await strand();
      } finally {
        this.#rest();
      }
    });
    const settled = Promise.allSettled(running);
    this.#rest();
    await settled;
    this.#awake += 1;
    return Promise.all(running);
  }

  #rest(): void {
    this.#awake -= 1;
    // Left to the end of the turn: a strand that has just ended lets the one that started it go on.
    setImmediate(() => {
      if (this.#awake > 0) return;
      const next = this.#asleep.sort((a, b) => a.until - b.until || a.order - b.order).shift();
      if (next === undefined) return;
      this.#awake += 1;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    });
  }
}
