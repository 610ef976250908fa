import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { seedsOf } from '../validation/corpus.ts';

/** A file of a made-up export. */
export interface ExportFile {
  readonly type: string;
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
}

/** What a bulk export is mostly made of: profiles with their share of the lines. */
const SHARES: readonly (readonly [profile: string, share: number])[] = [
  ['us-core-patient', 5],
  ['us-core-observation-lab', 42],
  ['us-core-blood-pressure', 10],
  ['us-core-condition-problems-health-concerns', 8],
  ['us-core-condition-encounter-diagnosis', 8],
  ['us-core-medicationrequest', 9],
  ['us-core-documentreference', 6],
  ['us-core-encounter', 8],
  ['us-core-allergyintolerance', 4],
];

type Seed = ReturnType<typeof seedsOf>[number];

/** A resource of its own that speaks of the last patient and encounter written. */
function renamed(
  { text: _, ...seed }: Seed,
  written: ReadonlyMap<string, Writing>,
): Record<string, unknown> {
  const last = (type: string): object => ({
    reference: `${type}/${type.toLowerCase()}-${(written.get(type)?.count ?? 1) - 1}`,
  });
  const own: Record<string, unknown> = { ...seed };
  for (const name of ['subject', 'patient', 'beneficiary']) {
    if (name in own) own[name] = last('Patient');
  }
  if ('encounter' in own) own['encounter'] = last('Encounter');
  const number = written.get(seed.resourceType)?.count ?? 0;
  return { ...own, id: `${seed.resourceType.toLowerCase()}-${number}` };
}

/** Writes an export of so many megabytes into a folder, a file for each type. */
export async function writeExport(
  folder: string,
  megabytes: number,
  packages: readonly string[],
): Promise<readonly ExportFile[]> {
  const seeds = seedsOf(packages);
  const cycle = SHARES.flatMap(([id, share]) => {
    const own = seeds.filter(({ meta }) => meta?.profile?.some((url) => url.endsWith(`/${id}`)));
    return Array.from(
      { length: own.length === 0 ? 0 : share },
      (_, turn) => own[turn % own.length],
    );
  });
  const files = new Map<string, Writing>();
  const write = (seed: Seed): Promise<number> => {
    const file = files.get(seed.resourceType) ?? new Writing(folder, seed.resourceType);
    files.set(seed.resourceType, file);
    return file.add(JSON.stringify(renamed(seed, files)));
  };
  let bytes = 0;
  // First whom and what the others speak of.
  for (const type of ['Patient', 'Encounter']) {
    const seed = cycle.find((each) => each?.resourceType === type);
    if (seed !== undefined) bytes += await write(seed);
  }
  for (let at = 0; bytes < megabytes * 1e6; at += 1) {
    // Coprime to the length of the cycle, so that types take turns.
    const seed = cycle[(at * 37) % cycle.length];
    if (seed !== undefined) bytes += await write(seed);
  }
  return Promise.all([...files.values()].map((file) => file.end()));
}

const BLOCK = 1024 * 1024;

/** A file that is being written. */
class Writing {
  readonly #type: string;
  readonly #path: string;
  readonly #stream: WriteStream;
  #waiting: string[] = [];
  #held = 0;
  #bytes = 0;
  count = 0;

  constructor(folder: string, type: string) {
    this.#type = type;
    this.#path = join(folder, `${type}.ndjson`);
    this.#stream = createWriteStream(this.#path);
  }

  async add(text: string): Promise<number> {
    const line = `${text}\n`;
    this.#waiting.push(line);
    this.#held += line.length;
    this.count += 1;
    if (this.#held > BLOCK) await this.#flush();
    return line.length;
  }

  async end(): Promise<ExportFile> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
    return { type: this.#type, path: this.#path, count: this.count, bytes: this.#bytes };
  }

  async #flush(): Promise<void> {
    const block = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#held = 0;
    this.#bytes += block.length;
    if (!this.#stream.write(block)) await once(this.#stream, 'drain');
  }
}
