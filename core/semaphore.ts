/** Lets at most so many run at once, first come first served. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #places: number;
  #granted = 0;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /** How often a place has been given so far; with `isIdle`, whether anybody was at work meanwhile. */
  get granted(): number {
    return this.#granted;
  }

  get isIdle(): boolean {
    return this.#free === this.#places;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#granted += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
