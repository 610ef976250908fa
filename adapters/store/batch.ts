import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';

export type Item = Record<string, unknown>;
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}
type WriteRequests = NonNullable<NonNullable<BatchWriteCommandInput['RequestItems']>[string]>;

/** Limits of BatchWriteItem and BatchGetItem. */
const MOST_WRITES = 25;
const MOST_READS = 100;
/** Batches under way at once: a run has a few dozen, and a new on-demand table starts slowly. */
const ABREAST = 4;
/** With the pauses below about half a minute, longer than any throttling seen on demand. */
const MOST_TRIES = 10;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );

async function inTurns<T>(work: readonly T[], each: (piece: T) => Promise<void>): Promise<void> {
  const left = work[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: ABREAST }, async () => {
      for (const piece of left) await each(piece);
    }),
  );
}

const pause = (tries: number): Promise<void> => {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
  return delay(longest * (0.5 + Math.random() / 2));
};

/** Puts and deletes in batches; what the service leaves unprocessed is sent again with backoff. */
export async function writeAll(
  client: DynamoDBDocumentClient,
  table: string,
  { puts = [], deletes = [] }: { puts?: readonly Item[]; deletes?: readonly ItemKey[] },
): Promise<void> {
  const requests: WriteRequests = [
    ...puts.map((item) => ({ PutRequest: { Item: item } })),
    ...deletes.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
  ];
  await inTurns(chunksOf(requests, MOST_WRITES), async (chunk) => {
    let left: WriteRequests = chunk;
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === MOST_TRIES) throw new Error(`the table ${table} did not take all items`);
      if (tries > 0) await pause(tries);
      const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
      left = answer.UnprocessedItems?.[table] ?? [];
    }
  });
}

/** The items under these keys, in no order; those that are gone are left out. */
export async function readAll(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
): Promise<Item[]> {
  const found: Item[] = [];
  await inTurns(chunksOf(keys, MOST_READS), async (chunk) => {
    let left: Item[] = chunk.map(({ pk, sk }) => ({ pk, sk }));
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === MOST_TRIES) throw new Error(`the table ${table} did not give all items`);
      if (tries > 0) await pause(tries);
      const answer = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[table] ?? []));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  });
  return found;
}
