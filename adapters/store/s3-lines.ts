import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { JsonValue } from '../../core/json.ts';
import type { FarEnd, FarLines, LineWork } from '../../core/line-work.ts';

/** A batch of lines, as `LineWork` hands it over. */
type LineBatch = Parameters<FarLines['give']>[0];

/**
 * Lines for one function: judged in a fifth of a second, so that a cold start costs more than they
 * do; and few enough that 10 GB are some 640 functions, of which forty run at once.
 */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** The most keys that one DeleteObjects takes. */
const MOST_DELETES = 1000;

/** The lines of a run that lie aside: `todo` are judged by functions, `done` is what they came to. */
const folderOf = (runId: string): string => `runs/${runId}/lines/`;

/** Where a state machine finds the chunks that are to be judged. */
const UNJUDGED = 'todo/';

/** Lines of an answer that were put aside, by the number of each chunk's first line. */
type Note = {
  readonly file: string;
  readonly chunks: readonly number[];
  /** Whether a part was judged where the lines were read. */
  readonly hasOwn: boolean;
};

const numbered = (file: string, firstLine: number): string =>
  `${file}-${String(firstLine).padStart(12, '0')}`;

/** Objects of one bucket, as far as lines need them. */
class Objects {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async put(key: string, body: string | Uint8Array, type: string): Promise<void> {
    const about = { Bucket: this.#bucket, Key: key, Body: body, ContentType: type };
    await this.#client.send(new PutObjectCommand(about));
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      const about = { Bucket: this.#bucket, Key: key };
      return await (
        await this.#client.send(new GetObjectCommand(about))
      ).Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }

  async list(prefix: string): Promise<readonly string[]> {
    const keys: string[] = [];
    let from: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          ...(from === undefined ? {} : { ContinuationToken: from }),
        }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key: key }) => key ?? []));
      from = page.NextContinuationToken;
    } while (from !== undefined);
    return keys;
  }

  async removeAll(prefix: string): Promise<void> {
    const keys = await this.list(prefix);
    for (let start = 0; start < keys.length; start += MOST_DELETES) {
      const objects = keys.slice(start, start + MOST_DELETES).map((key) => ({ Key: key }));
      const { Errors: errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({
          Bucket: this.#bucket,
          Delete: { Objects: objects, Quiet: true },
        }),
      );
      if (errors.length > 0) throw new Error(`lines under ${prefix} could not be removed`);
    }
  }
}

/** Helpers that a state machine calls: lines lie in the bucket until they have been judged. */
export interface LinesAside extends LineWork {
  /** Whether lines lie there that nobody has judged. */
  readonly isWaiting: boolean;
}

/** Puts the lines of a run's large answers aside. */
export function s3LinesAside(client: S3Client, bucket: string, runId: string): LinesAside {
  const objects = new Objects(client, bucket);
  const folder = folderOf(runId);
  let isWaiting = false;
  return {
    from: CHUNK_BYTES,
    get isWaiting() {
      return isWaiting;
    },
    open: (key, job) => {
      const file = createHash('sha256').update(key).digest('hex').slice(0, 16);
      return new LinesGoingAside(objects, folder, file, job, () => {
        isWaiting = true;
      });
    },
    async collect(note) {
      const { file, chunks, hasOwn } = note as Note;
      const wanted = [
        ...(hasOwn ? [ownPart(folder, file)] : []),
        ...chunks.map((line) => partOf(folder, file, line)),
      ];
      const there = new Set(await objects.list(`${folder}done/${file}-`));
      if (wanted.some((key) => !there.has(key))) {
        isWaiting = true;
        return undefined;
      }
      return parts(objects, wanted);
    },
    async forget(note) {
      const { file } = note as Note;
      for (const kind of ['todo', 'done', 'job'])
        await objects.removeAll(`${folder}${kind}/${file}`);
    },
  };
}

const partOf = (folder: string, file: string, firstLine: number): string =>
  `${folder}done/${numbered(file, firstLine)}.json`;

const ownPart = (folder: string, file: string): string => `${folder}done/${file}-own.json`;

/** One after the other: together they may be more than memory holds. */
async function* parts(objects: Objects, keys: readonly string[]): AsyncGenerator<JsonValue> {
  for (const key of keys) {
    const bytes = await objects.get(key);
    if (bytes === undefined) throw new Error(`${key} has gone while it was being read`);
    yield JSON.parse(Buffer.from(bytes).toString()) as JsonValue;
  }
}

class LinesGoingAside implements FarLines {
  readonly #objects: Objects;
  readonly #folder: string;
  readonly #file: string;
  readonly #job: unknown;
  readonly #onAside: () => void;
  readonly #chunks: number[] = [];
  #held: Uint8Array[] = [];
  #size = 0;
  #firstLine = 0;
  #nextLine = 0;

  constructor(objects: Objects, folder: string, file: string, job: unknown, onAside: () => void) {
    this.#objects = objects;
    this.#folder = folder;
    this.#file = file;
    this.#job = job;
    this.#onAside = onAside;
  }

  async give(batch: LineBatch): Promise<void> {
    if (batch.firstLine !== this.#nextLine) await this.#flush();
    if (this.#held.length === 0) this.#firstLine = batch.firstLine;
    this.#held.push(batch.bytes);
    this.#size += batch.bytes.length;
    this.#nextLine = batch.firstLine + batch.lines;
    if (this.#size >= CHUNK_BYTES) await this.#flush();
  }

  async end(own?: JsonValue): Promise<FarEnd> {
    await this.#flush();
    const job = `${this.#folder}job/${this.#file}.json`;
    await this.#objects.put(job, JSON.stringify(this.#job), 'application/json');
    if (own !== undefined) {
      const part = JSON.stringify(own);
      await this.#objects.put(ownPart(this.#folder, this.#file), part, 'application/json');
    }
    this.#onAside();
    const note: Note = { file: this.#file, chunks: this.#chunks, hasOwn: own !== undefined };
    return { kind: 'aside', note };
  }

  async drop(): Promise<void> {
    await this.#objects.removeAll(`${this.#folder}${UNJUDGED}${this.#file}-`);
  }

  async #flush(): Promise<void> {
    if (this.#held.length === 0) return;
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#size = 0;
    this.#chunks.push(this.#firstLine);
    const key = `${this.#folder}${UNJUDGED}${numbered(this.#file, this.#firstLine)}.ndjson`;
    await this.#objects.put(key, bytes, 'application/fhir+ndjson');
  }
}

/** Forgets all lines of a run that was given up. */
export const clearLines = (client: S3Client, bucket: string, runId: string): Promise<void> =>
  new Objects(client, bucket).removeAll(folderOf(runId));

const CHUNK_KEY = /^(runs\/[\w-]+\/lines\/)todo\/(([0-9a-f]{16})-(\d{12}))\.ndjson$/;

/** Lines that lie aside, and how they are to be judged. */
export interface ChunkAside {
  readonly job: unknown;
  readonly bytes: Uint8Array;
  readonly firstLine: number;
}

/**
 * Judges one chunk and keeps what it came to. Done again it comes to the same; where its part is
 * there and it is not, somebody has been here before.
 */
export async function judgeChunkAside(
  client: S3Client,
  bucket: string,
  key: string,
  judge: (chunk: ChunkAside) => JsonValue,
): Promise<void> {
  const [, folder, name, file, firstLine] = CHUNK_KEY.exec(key) ?? [];
  if (folder === undefined) throw new Error('the key is not one of lines that lie aside');
  const objects = new Objects(client, bucket);
  const done = `${folder}done/${name}.json`;
  const bytes = await objects.get(key);
  if (bytes === undefined) {
    if ((await objects.get(done)) === undefined) throw new Error(`there are no lines at ${key}`);
    return;
  }
  const job = await objects.get(`${folder}job/${file}.json`);
  if (job === undefined) {
    // Left by a gathering that was killed on its way: nobody waits for what it would come to.
    await objects.remove(key);
    return;
  }
  const part = judge({
    job: JSON.parse(Buffer.from(job).toString()) as unknown,
    bytes,
    firstLine: Number(firstLine),
  });
  await objects.put(done, JSON.stringify(part), 'application/json');
  await objects.remove(key);
}
