import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Item, readAll, writeAll } from './batch.ts';
import { numberIn, RECENT_RUNS, stringIn } from './items.ts';
import { RECENT_INDEX } from './table.ts';

/** Looked at each time the store is opened; more are due only after a very long pause. */
const OLDEST = 50;

/** A run that is forgotten, and where it lay. */
export interface Forgotten {
  readonly id: string;
  /** Folder of a local run. */
  readonly folder?: string;
}

/**
 * Removes runs that have expired, with all that lies under them, and tells which. The service does
 * so by itself; an embedded database has to be told.
 */
export async function forgetExpired(
  client: DynamoDBClient,
  table: string,
  now: number = Date.now(),
): Promise<readonly Forgotten[]> {
  const documents = DynamoDBDocumentClient.from(client);
  const { Items: oldest = [] } = await documents.send(
    new QueryCommand({
      TableName: table,
      IndexName: RECENT_INDEX,
      KeyConditionExpression: 'recentPk = :runs',
      ExpressionAttributeValues: { ':runs': RECENT_RUNS },
      Limit: OLDEST,
    }),
  );
  const keys = oldest.map((item) => ({ pk: stringIn(item, 'pk'), sk: stringIn(item, 'sk') }));
  const runs = await readAll(documents, table, keys);
  const expired = runs.filter((run) => (numberIn(run, 'expires') ?? Infinity) * 1000 <= now);
  for (const run of expired) {
    const deletes = await keysUnder(documents, table, run);
    await writeAll(documents, table, { deletes });
  }
  return expired.map((run) => ({
    id: stringIn(run, 'id'),
    ...(typeof run['folder'] === 'string' ? { folder: run['folder'] } : {}),
  }));
}

async function keysUnder(client: DynamoDBDocumentClient, table: string, run: Item) {
  const keys: { pk: string; sk: string }[] = [];
  let from: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': run['pk'] },
        ProjectionExpression: 'pk, sk',
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    keys.push(
      ...(page.Items ?? []).map((item) => ({ pk: stringIn(item, 'pk'), sk: stringIn(item, 'sk') })),
    );
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return keys;
}
