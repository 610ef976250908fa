import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Runs of a target by time, and a check's verdicts by time. */
export const HISTORY_INDEX = 'history';
/** All runs by time. */
export const RECENT_INDEX = 'recent';

/** The one table: what is deployed has the same keys and indexes, and a test compares them. */
export const tableDefinition = (table: string): CreateTableCommandInput => ({
  TableName: table,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['pk', 'sk', 'historyPk', 'historySk', 'recentPk', 'recentSk'].map(
    (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
  ),
  GlobalSecondaryIndexes: [
    {
      IndexName: HISTORY_INDEX,
      KeySchema: [
        { AttributeName: 'historyPk', KeyType: 'HASH' },
        { AttributeName: 'historySk', KeyType: 'RANGE' },
      ],
      // A trend needs the verdict and no more; whole runs are fetched by id.
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['verdict'] },
    },
    {
      IndexName: RECENT_INDEX,
      KeySchema: [
        { AttributeName: 'recentPk', KeyType: 'HASH' },
        { AttributeName: 'recentSk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

/** Makes the table unless it is there. For embedded and local databases; AWS has it from the stack. */
export async function ensureTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(table)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: 30, minDelay: 0.02, maxDelay: 1 },
    { TableName: table },
  );
}
