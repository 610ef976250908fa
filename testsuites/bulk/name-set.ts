/** A set of names as it travels: between threads, functions and into the journal. */
export type NameSetData = {
  /** Only names whose hash begins with so many zero bits are held: one of `2 ** shift`. */
  readonly shift: number;
  readonly size: number;
  /** Base64 of (high, low, first line) of each name, by hash. */
  readonly names: string;
  /** Base64 of (high, low, second line, occurrences) of each name that comes again, by hash. */
  readonly again: string;
  /** The names themselves, by hash, where they are few. */
  readonly texts?: readonly string[];
};

/** A name that comes more than once. */
export interface Repeat {
  readonly high: number;
  readonly low: number;
  readonly first: number;
  readonly second: number;
  /** How often in all. */
  readonly times: number;
}

/** Names are known by 64 bits: of a million, two share theirs once in 37 million runs. */
export interface NameHash {
  readonly high: number;
  readonly low: number;
}

/** Names held of one set; 3 MB. Beyond them a sample is held, the same whatever the order. */
export const MOST_NAMES = 196_608;
/** Names of which the text is held, so that findings can tell them. */
const MOST_TEXTS = 2000;
const FIRST_SLOTS = 64;

let high = 0;
let low = 0;

/** Two multiplicative lanes, mixed across at the end; leaves its result in `high` and `low`. */
function hash(text: string): void {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x9e3779b1);
    two = Math.imul(two ^ code, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  high = two >>> 0;
  low = one >>> 0;
}

export function hashOf(text: string): NameHash {
  hash(text);
  return { high, low };
}

const order = (a: NameHash, b: NameHash): number => a.high - b.high || a.low - b.low;

/**
 * Names with the lines on which they first and next come, in bounded memory. Where there are more
 * than can be held, those with the smallest hashes stay: what a set holds depends on the names alone
 * and not on their order, so that sets of parts add up to the set of the whole, and a name in the
 * sample of one set is in the sample of every other that holds as small a part.
 */
export class NameSet {
  readonly #most: number;
  #shift = 0;
  #size = 0;
  #high = new Uint32Array(FIRST_SLOTS);
  #low = new Uint32Array(FIRST_SLOTS);
  /** Line of the first occurrence; 0 where the slot is free. */
  #first = new Uint32Array(FIRST_SLOTS);
  /** Made when the first name comes again, which in most files is never. */
  #second: Uint32Array<ArrayBuffer> | undefined;
  #times: Uint32Array<ArrayBuffer> | undefined;
  #texts: Set<string> | undefined = new Set();

  readonly #isOnce: boolean;

  /** With `once` a name is held with the line on which it comes first, and never counted. */
  constructor(most: number = MOST_NAMES, { once = false }: { readonly once?: boolean } = {}) {
    this.#most = most;
    this.#isOnce = once;
  }

  get size(): number {
    return this.#size;
  }

  get shift(): number {
    return this.#shift;
  }

  /** Notes that a name stands in a line (from 1). */
  add(text: string, line: number): void {
    hash(text);
    if (!this.#samples(high)) return;
    this.#texts?.add(text);
    this.#put(high, low, line, 0, 1);
    this.#bound();
  }

  /** Adds what another set holds. */
  absorb(data: NameSetData): void {
    if (data.shift > this.#shift) this.#narrow(data.shift);
    if (data.texts === undefined) this.#texts = undefined;
    else for (const text of data.texts) this.#texts?.add(text);
    const names = numbersOf(data.names);
    for (let from = 0; from < names.length; from += 3) {
      if (this.#samples(at(names, from)))
        this.#put(at(names, from), at(names, from + 1), at(names, from + 2), 0, 1);
    }
    const again = numbersOf(data.again);
    for (let from = 0; from < again.length; from += 4) {
      if (this.#samples(at(again, from)))
        this.#put(
          at(again, from),
          at(again, from + 1),
          at(again, from + 2),
          0,
          at(again, from + 3) - 1,
        );
    }
    this.#bound();
  }

  /** The names that come again, by the line on which they do. */
  repeats(): readonly Repeat[] {
    const [seconds, times] = [this.#second, this.#times];
    if (seconds === undefined || times === undefined) return [];
    const found: Repeat[] = [];
    for (let slot = 0; slot < times.length; slot++) {
      const count = at(times, slot);
      if (count < 2) continue;
      found.push({
        high: at(this.#high, slot),
        low: at(this.#low, slot),
        first: at(this.#first, slot),
        second: at(seconds, slot),
        times: count,
      });
    }
    return found.sort((a, b) => a.second - b.second || order(a, b));
  }

  /** What is held, narrowed until it is no more than `most`. */
  data(most: number = this.#most): NameSetData {
    let shift = this.#shift;
    let slots = this.#slots(shift);
    for (; slots.length > most && shift < 32; slots = this.#slots(shift)) shift += 1;
    const names = new Uint32Array(slots.length * 3);
    slots.forEach((slot, place) => {
      names[place * 3] = at(this.#high, slot);
      names[place * 3 + 1] = at(this.#low, slot);
      names[place * 3 + 2] = at(this.#first, slot);
    });
    const again = this.repeats()
      .filter((repeat) => isSampled(repeat.high, shift))
      .sort(order)
      .flatMap((repeat) => [repeat.high, repeat.low, repeat.second, repeat.times]);
    const texts = shift === this.#shift ? this.#texts : undefined;
    return {
      shift,
      size: slots.length,
      names: base64(names),
      again: base64(Uint32Array.from(again)),
      ...(texts === undefined ? {} : { texts: byHash(texts) }),
    };
  }

  #samples(highest: number): boolean {
    return isSampled(highest, this.#shift);
  }

  /** Slots of the names in a sample, by hash. */
  #slots(shift: number): Uint32Array {
    const slots = new Uint32Array(this.#size);
    let count = 0;
    for (let slot = 0; slot < this.#first.length; slot++) {
      if (at(this.#first, slot) === 0 || !isSampled(at(this.#high, slot), shift)) continue;
      slots[count] = slot;
      count += 1;
    }
    return slots
      .subarray(0, count)
      .sort((a, b) => at(this.#high, a) - at(this.#high, b) || at(this.#low, a) - at(this.#low, b));
  }

  /** Notes occurrences of which the two earliest lines are known; 0 for a line that is not. */
  #put(highest: number, lowest: number, line: number, next: number, times: number): void {
    const mask = this.#first.length - 1;
    let slot = lowest & mask;
    while (at(this.#first, slot) !== 0) {
      if (at(this.#low, slot) === lowest && at(this.#high, slot) === highest) {
        this.#repeat(slot, line, next, times);
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#high[slot] = highest;
    this.#low[slot] = lowest;
    this.#first[slot] = line;
    this.#size += 1;
    if (times > 1) this.#count(slot, next, times);
    if (this.#size * 4 > this.#first.length * 3) this.#resize(this.#first.length * 2);
  }

  #repeat(slot: number, line: number, next: number, times: number): void {
    const known = at(this.#first, slot);
    if (this.#isOnce) {
      if (line < known) this.#first[slot] = line;
      return;
    }
    const second = this.#second === undefined ? 0 : at(this.#second, slot);
    const lines = [known, second, line, next].filter((each) => each !== 0).sort((a, b) => a - b);
    this.#first[slot] = lines[0] ?? known;
    const before = this.#times === undefined ? 1 : Math.max(1, at(this.#times, slot));
    this.#count(slot, lines[1] ?? 0, before + times);
  }

  #count(slot: number, second: number, times: number): void {
    this.#second ??= new Uint32Array(this.#first.length);
    this.#times ??= new Uint32Array(this.#first.length);
    this.#second[slot] = second;
    this.#times[slot] = times;
  }

  #bound(): void {
    if (this.#texts !== undefined && this.#texts.size > MOST_TEXTS) this.#texts = undefined;
    while (this.#size > this.#most) this.#narrow(this.#shift + 1);
  }

  #narrow(shift: number): void {
    this.#shift = shift;
    this.#texts = undefined;
    this.#resize(this.#first.length);
  }

  #resize(slots: number): void {
    const [highs, lows, firsts, seconds, times] = [
      this.#high,
      this.#low,
      this.#first,
      this.#second,
      this.#times,
    ];
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#first = new Uint32Array(slots);
    this.#second = undefined;
    this.#times = undefined;
    this.#size = 0;
    for (let slot = 0; slot < firsts.length; slot++) {
      const first = at(firsts, slot);
      if (first === 0 || !this.#samples(at(highs, slot))) continue;
      const count = times === undefined ? 1 : Math.max(1, at(times, slot));
      const second = seconds === undefined ? 0 : at(seconds, slot);
      this.#put(at(highs, slot), at(lows, slot), first, second, count);
    }
  }
}

/** Sets that were kept, to be asked together whether they hold a name. */
export class KeptNames {
  readonly shift: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #isTaken: Uint8Array;

  constructor(sets: readonly NameSetData[]) {
    this.shift = commonShift(sets);
    const size = sets.reduce((sum, set) => sum + set.size, 0);
    const slots = 2 ** Math.ceil(Math.log2(size * 1.5 + 2));
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#isTaken = new Uint8Array(slots);
    for (const { names } of sets) {
      const held = numbersOf(names);
      for (let from = 0; from < held.length; from += 3) {
        this.#put(at(held, from), at(held, from + 1));
      }
    }
  }

  /** Whether anything can be said about this name. */
  samples({ high: highest }: NameHash): boolean {
    return isSampled(highest, this.shift);
  }

  has({ high: highest, low: lowest }: NameHash): boolean {
    return this.#isTaken[this.#slotOf(highest, lowest)] === 1;
  }

  /** Names of another set that these sets lack, as far as anything can be said; the first so many. */
  lacking({ names, texts }: NameSetData, most: number): readonly KeptName[] {
    const held = numbersOf(names);
    const found: KeptName[] = [];
    for (let place = 0; place * 3 < held.length && found.length < most; place += 1) {
      const [highest, lowest] = [at(held, place * 3), at(held, place * 3 + 1)];
      if (!isSampled(highest, this.shift)) continue;
      if (this.#isTaken[this.#slotOf(highest, lowest)] === 1) continue;
      const text = texts?.[place];
      const name = { high: highest, low: lowest, line: at(held, place * 3 + 2) };
      found.push({ ...name, ...(text === undefined ? {} : { text }) });
    }
    return found;
  }

  #put(highest: number, lowest: number): void {
    const slot = this.#slotOf(highest, lowest);
    this.#high[slot] = highest;
    this.#low[slot] = lowest;
    this.#isTaken[slot] = 1;
  }

  /** Where a name stands, or would. */
  #slotOf(highest: number, lowest: number): number {
    const mask = this.#low.length - 1;
    let slot = lowest & mask;
    while (
      this.#isTaken[slot] === 1 &&
      (this.#low[slot] !== lowest || this.#high[slot] !== highest)
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** The part of all names that each of several sets holds. */
export const commonShift = (sets: readonly NameSetData[]): number =>
  sets.reduce((most, { shift }) => Math.max(most, shift), 0);

/** A name of a kept set; its text is there where the set holds few. */
export interface KeptName extends NameHash {
  readonly line: number;
  readonly text?: string;
}

export function* keptNames({ names, texts }: NameSetData): Generator<KeptName> {
  const held = numbersOf(names);
  for (let place = 0; place * 3 < held.length; place += 1) {
    const text = texts?.[place];
    const name = { high: at(held, place * 3), low: at(held, place * 3 + 1) };
    yield { ...name, line: at(held, place * 3 + 2), ...(text === undefined ? {} : { text }) };
  }
}

const at = (array: Uint32Array, index: number): number => array[index] ?? 0;

const isSampled = (highest: number, shift: number): boolean =>
  shift === 0 || highest >>> (32 - Math.min(shift, 32)) === 0;

const base64 = ({ buffer, byteOffset, byteLength }: Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** Numbers as they were written: little-endian, as on every platform of Node. */
function numbersOf(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  const numbers = new Uint32Array(bytes.length >> 2);
  Buffer.from(numbers.buffer).set(bytes.subarray(0, numbers.byteLength));
  return numbers;
}

const byHash = (texts: Iterable<string>): readonly string[] =>
  [...texts]
    .map((text) => ({ text, ...hashOf(text) }))
    .sort(order)
    .map(({ text }) => text);
