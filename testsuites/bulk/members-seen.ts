/** Which of the stated members of a group a file holds: a bit each, so that parts add up. */
export class MembersSeen {
  readonly #places: ReadonlyMap<string, number> | undefined;
  readonly #bits: Buffer;

  /** Ids of the members, where they are known. */
  constructor(members: readonly string[] | undefined) {
    this.#places = members && new Map(members.map((id, place) => [`Patient/${id}`, place]));
    this.#bits = Buffer.alloc(Math.ceil((members?.length ?? 0) / 8));
  }

  add(patient: string): void {
    const place = this.#places?.get(patient);
    if (place !== undefined) this.#bits[place >> 3] = (this.#bits[place >> 3] ?? 0) | bit(place);
  }

  /** Where members are known, whoever is none of them. */
  isStranger(patient: string): boolean {
    return this.#places !== undefined && !this.#places.has(patient);
  }

  absorb(text: string): void {
    const bits = Buffer.from(text, 'base64');
    this.#bits.forEach((byte, place) => {
      this.#bits[place] = byte | (bits[place] ?? 0);
    });
  }

  text(): string {
    return this.#bits.toString('base64');
  }
}

const bit = (place: number): number => 1 << (place & 7);

/** Members that none of these files holds. */
export function membersMissing(
  members: readonly string[],
  files: readonly string[],
): readonly string[] {
  const seen = files.map((text) => Buffer.from(text, 'base64'));
  return members.filter((_id, place) =>
    seen.every((bits) => ((bits[place >> 3] ?? 0) & bit(place)) === 0),
  );
}
