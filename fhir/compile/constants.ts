/** Values that generated source refers to by number, each held once. */
export class Constants {
  readonly values: unknown[] = [];
  readonly #known = new Map<unknown, string>();

  /** The expression by which source refers to a value; equal JSON shares one place. */
  of(value: unknown, key: unknown = value): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `k${this.values.length}`;
    this.values.push(value);
    this.#known.set(key, name);
    return name;
  }

  /** Declarations that give each value its name in the source. */
  get declarations(): string {
    const names = this.values.map((_value, index) => `k${index} = K[${index}]`);
    return names.length === 0 ? '' : `const ${names.join(', ')};`;
  }

  json(value: unknown): string {
    return typeof value === 'object' && value !== null
      ? this.of(value, JSON.stringify(value))
      : JSON.stringify(value);
  }
}
