import * as database from 'dynalite/db/index.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import * as createTableRules from 'dynalite/validations/createTable.js';
import * as deleteItemRules from 'dynalite/validations/deleteItem.js';
import * as describeTableRules from 'dynalite/validations/describeTable.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import * as listTablesRules from 'dynalite/validations/listTables.js';
import * as putItemRules from 'dynalite/validations/putItem.js';
import * as queryRules from 'dynalite/validations/query.js';
import * as scanRules from 'dynalite/validations/scan.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';

/** What one call to the database came to, in the service's own form. */
export interface DynamoAnswer {
  readonly status: number;
  readonly body: string;
}

/** A DynamoDB without a network: one operation in, one answer out. */
export interface DynamoEngine {
  call(operation: string, body: string): Promise<DynamoAnswer>;
  close(): Promise<void>;
}

type Action = typeof putItem;
type Rules = typeof putItemRules;

const OPERATIONS: Readonly<Record<string, readonly [Action, Rules]>> = {
  BatchGetItem: [batchGetItem, batchGetItemRules],
  BatchWriteItem: [batchWriteItem, batchWriteItemRules],
  CreateTable: [createTable, createTableRules],
  DeleteItem: [deleteItem, deleteItemRules],
  DescribeTable: [describeTable, describeTableRules],
  GetItem: [getItem, getItemRules],
  ListTables: [listTables, listTablesRules],
  PutItem: [putItem, putItemRules],
  Query: [query, queryRules],
  Scan: [scan, scanRules],
  UpdateItem: [updateItem, updateItemRules],
};

const refusal = (type: string, message: string): DynamoAnswer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }),
});

/** An error in the form in which dynalite throws what the service would answer. */
function answered(error: unknown): DynamoAnswer {
  const { statusCode, body } = error as { statusCode?: unknown; body?: unknown };
  if (typeof statusCode !== 'number') throw error;
  return { status: statusCode, body: JSON.stringify(body) };
}

/**
 * Opens a database in a folder, or in memory without one. Rejects with the code `LEVEL_LOCKED`
 * as cause when another process holds the folder.
 */
export async function openDynaliteEngine(path?: string): Promise<DynamoEngine> {
  const store = database.create({ ...(path === undefined ? {} : { path }), createTableMs: 0 });
  await store.db.open();
  return {
    async call(operation, body) {
      const known = OPERATIONS[operation];
      if (known === undefined) {
        return refusal('UnknownOperationException', `${operation} is not part of this database`);
      }
      const [action, { types, custom }] = known;
      try {
        const data = checkTypes(JSON.parse(body), types);
        checkValidations(data, types, custom, store);
        const answer = await new Promise((resolve, reject) => {
          action(store, data, (error, result) => (error ? reject(error) : resolve(result)));
        });
        return { status: 200, body: JSON.stringify(answer) };
      } catch (error) {
        return answered(error);
      }
    },
    close: () => store.db.close(),
  };
}
