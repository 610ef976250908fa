/**
 * The first so many of what lines brought, by line, and the number of all. What one line brings
 * stays in its order.
 */
export class FirstByLine<T extends { readonly line: number }> {
  readonly #most: number;
  #kept: T[] = [];
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    this.count += 1;
    const last = this.#kept.at(-1);
    if (last !== undefined && last.line > item.line) this.#merge([item]);
    else if (this.#kept.length < this.#most) this.#kept.push(item);
  }

  absorb(items: readonly T[], count: number): void {
    this.count += count;
    if (items.length > 0) this.#merge(items);
  }

  get kept(): readonly T[] {
    return this.#kept;
  }

  #merge(items: readonly T[]): void {
    this.#kept = [...this.#kept, ...items].sort((a, b) => a.line - b.line).slice(0, this.#most);
  }
}

/**
 * Counts by key, of the so many keys that come first by their text; what others count is one sum.
 * A key that has been left out never comes in again, so that counts are whole.
 */
export class CountsByKey {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #largest = '';
  others = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(key: string, count: number): void {
    const known = this.#counts.get(key);
    if (known !== undefined) this.#counts.set(key, known + count);
    else if (this.#counts.size < this.#most) this.#keep(key, count);
    else if (key >= this.#largest) this.others += count;
    else {
      this.others += this.#counts.get(this.#largest) ?? 0;
      this.#counts.delete(this.#largest);
      this.#largest = [...this.#counts.keys()].reduce((a, b) => (a > b ? a : b), '');
      this.#keep(key, count);
    }
  }

  #keep(key: string, count: number): void {
    this.#counts.set(key, count);
    if (key > this.#largest) this.#largest = key;
  }

  has(key: string): boolean {
    return this.#counts.has(key);
  }

  /** By key. */
  get entries(): readonly (readonly [key: string, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  get keys(): readonly string[] {
    return this.entries.map(([key]) => key);
  }
}
