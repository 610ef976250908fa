import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { JournalEntry } from '../../core/exchange.ts';
import type { EvidenceStore } from '../../core/ports.ts';
import { fromNdjson, toNdjson } from './ndjson.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const SEALED = 'exchanges.ndjson.gz';
/** Segments fetched at once. */
const ABREAST = 8;
/** The most keys that one DeleteObjects takes. */
const MOST_DELETES = 1000;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  xml: 'application/xml',
  csv: 'text/csv; charset=utf-8',
  gz: 'application/gzip',
};

const typeOf = (name: string): string =>
  TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** Two processes write the journal of one run; the later one must stop before it spoils it. */
export class JournalTaken extends Error {
  constructor(key: string) {
    super(`${key} was written by another process: the run is gathered twice at once`);
    this.name = 'JournalTaken';
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

/**
 * A segment is stored at once, and the next is taken this much later: so that a minute of
 * gathering makes a hundred objects, not the thousand that would cost more than all else of a run.
 */
const SEGMENT_EVERY_MS = 500;

/**
 * Evidence in a bucket. A journal there is a row of segments, named by the index of their first
 * entry and never overwritten: writing one again after a lost answer changes nothing, and a second
 * writer is found out.
 */
export function s3Evidence(
  client: S3Client,
  bucket: string,
  segmentEveryMs: number = SEGMENT_EVERY_MS,
): EvidenceStore {
  const prefix = (runId: string): string => `runs/${runId}/`;
  const journalPrefix = (runId: string): string => `${prefix(runId)}journal/`;

  async function put(
    key: string,
    body: string | Uint8Array,
    only: { readonly IfNoneMatch?: '*' } = {},
  ): Promise<void> {
    const object = { Bucket: bucket, Key: key, Body: body, ContentType: typeOf(key) };
    await client.send(new PutObjectCommand({ ...object, ...only }));
  }

  async function get(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async function segmentsOf(runId: string): Promise<string[]> {
    const keys: string[] = [];
    let from: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: journalPrefix(runId),
          ...(from === undefined ? {} : { ContinuationToken: from }),
        }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key: key }) => key ?? []));
      from = page.NextContinuationToken;
    } while (from !== undefined);
    return keys.sort();
  }

  async function entriesIn(key: string): Promise<JournalEntry[]> {
    const bytes = await get(key);
    return bytes === undefined ? [] : fromNdjson((await unzip(bytes)).toString(), key);
  }

  return {
    async append(runId, entries) {
      const [first] = entries;
      if (first === undefined) return;
      const name = `${String(first.index).padStart(9, '0')}.ndjson.gz`;
      const key = `${journalPrefix(runId)}${name}`;
      const pause = delay(segmentEveryMs);
      const bytes = await zip(toNdjson(entries));
      try {
        await put(key, bytes, { IfNoneMatch: '*' });
      } catch (error) {
        if (!isTaken(error)) throw error;
        if (Buffer.compare((await get(key)) ?? Buffer.alloc(0), bytes) !== 0) {
          throw new JournalTaken(key);
        }
      }
      await pause;
    },

    async read(runId) {
      const sealed = await get(`${prefix(runId)}${SEALED}`);
      if (sealed !== undefined) return fromNdjson((await unzip(sealed)).toString(), SEALED);
      const keys = await segmentsOf(runId);
      const entries: JournalEntry[] = [];
      for (let start = 0; start < keys.length; start += ABREAST) {
        const segments = await Promise.all(keys.slice(start, start + ABREAST).map(entriesIn));
        entries.push(...segments.flat());
      }
      return entries;
    },

    async seal(runId, entries) {
      await put(`${prefix(runId)}${SEALED}`, await zip(toNdjson(entries)));
      const keys = await segmentsOf(runId);
      for (let start = 0; start < keys.length; start += MOST_DELETES) {
        const objects = keys.slice(start, start + MOST_DELETES).map((key) => ({ Key: key }));
        const { Errors: errors = [] } = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
        );
        if (errors.length > 0) throw new Error(`a segment of run ${runId} could not be removed`);
      }
    },

    putFile: (runId, name, content) => put(`${prefix(runId)}${name}`, content),

    getFile: (runId, name) => get(`${prefix(runId)}${name}`),
  };
}
