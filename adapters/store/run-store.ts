import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { RunRecord, RunStore } from '../../core/ports.ts';
import type { Cause, CheckResult } from '../../core/results.ts';
import { type Item, type ItemKey, readAll, writeAll } from './batch.ts';
import { cursorOf, keyOf } from './cursor.ts';
import {
  actsFor,
  CAUSE,
  CHECK,
  causeItems,
  checkItems,
  deskKey,
  FETCH,
  historyOf,
  keySetKey,
  leaseKey,
  LOGINS,
  numberIn,
  RECENT_RUNS,
  runAttributes,
  runIndexes,
  runItem,
  runKey,
  runsOf,
  SEALED,
  sealedKey,
  stringIn,
  toRun,
  unpackedAll,
} from './items.ts';
import { HISTORY_INDEX, RECENT_INDEX } from './table.ts';

/** A run of this id is there already. */
export class RunExists extends Error {
  constructor(id: string) {
    super(`a run "${id}" exists already`);
    this.name = 'RunExists';
  }
}

/** There is no run of this id. */
export class NoSuchRun extends Error {
  constructor(id: string) {
    super(`there is no run "${id}"`);
    this.name = 'NoSuchRun';
  }
}

const DEFAULT_PAGE = 50;
/** The most keys one BatchGetItem takes. */
const LARGEST_PAGE = 100;
const DEFAULT_HISTORY = 30;
/** Secrets of a run that was cut short are of use only while someone may still resume it. */
const SEALED_SECONDS = 7 * 24 * 3600;

const isRefusal = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;

/** True when the write was done, false when its condition kept it from being done. */
async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/**
 * Runs, checks, causes, leases and sealed secrets in one DynamoDB table. Whoever carries
 * out a run holds its target's lease as the run's id, or as something that ends in `:` and that id:
 * a run that reads as running without a lease was cut short, and is given as interrupted.
 */
export function dynamoRunStore(
  client: DynamoDBClient,
  table: string,
  now: () => number = Date.now,
): RunStore {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const seconds = (): number => Math.floor(now() / 1000);
  /** Expired items may lie about for days before the service removes them. */
  const isAlive = (item: Item): boolean => {
    const expires = numberIn(item, 'expires');
    return expires === undefined || expires > seconds();
  };

  async function get(key: ItemKey): Promise<Item | undefined> {
    const { Item: item } = await documents.send(
      new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
    );
    return item !== undefined && isAlive(item) ? item : undefined;
  }

  async function* query(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          ...input,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }

  const underRun = (id: string, prefix: string, keysOnly = false): Promise<Item[]> =>
    Array.fromAsync(
      query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': runKey(id).pk, ':prefix': prefix },
        ConsistentRead: true,
        ...(keysOnly ? { ProjectionExpression: 'pk, sk' } : {}),
      }),
    );

  const asKey = (item: Item): ItemKey => ({ pk: stringIn(item, 'pk'), sk: stringIn(item, 'sk') });

  /** The status as it stands: a run without its lease is no longer running. */
  async function withStanding(runs: readonly RunRecord[]): Promise<RunRecord[]> {
    const going = runs.filter(({ status }) => status === 'running' || status === 'waiting');
    const targets = [...new Set(going.map(({ target }) => target.fhirBaseUrl))];
    const leases = await readAll(documents, table, targets.map(leaseKey));
    const owners = new Map(
      leases
        .filter((lease) => (numberIn(lease, 'until') ?? 0) > now())
        .map((lease) => [lease['pk'], lease['owner']]),
    );
    return runs.map((run) => {
      if (!going.includes(run)) return run;
      const owner = owners.get(leaseKey(run.target.fhirBaseUrl).pk);
      return actsFor(owner, run.id) ? run : { ...run, status: 'interrupted' };
    });
  }

  async function getRun(id: string): Promise<RunRecord | undefined> {
    const item = await get(runKey(id));
    if (item === undefined) return undefined;
    const [run] = await withStanding([toRun(item)]);
    return run;
  }

  return {
    getRun,

    async createRun(run) {
      const created = await unlessRefused(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: runItem(run),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      if (!created) throw new RunExists(run.id);
    },

    async updateRun(id, change) {
      const attributes = { ...runAttributes(change) };
      if (change.target !== undefined || change.startedAt !== undefined) {
        const current = await get(runKey(id));
        if (current === undefined) throw new NoSuchRun(id);
        Object.assign(attributes, runIndexes({ ...toRun(current), ...change }));
      }
      const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
      if (entries.length === 0) return;
      const updated = await unlessRefused(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(id),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: `SET ${entries.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(
              entries.map(([name], index) => [`#n${index}`, name]),
            ),
            ExpressionAttributeValues: Object.fromEntries(
              entries.map(([, value], index) => [`:v${index}`, value]),
            ),
          }),
        ),
      );
      if (!updated) throw new NoSuchRun(id);
    },

    async listRuns({ target, limit = DEFAULT_PAGE, from } = {}) {
      const index = target === undefined ? RECENT_INDEX : HISTORY_INDEX;
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#partition = :partition',
          ExpressionAttributeNames: { '#partition': `${index}Pk` },
          ExpressionAttributeValues: {
            ':partition': target === undefined ? RECENT_RUNS : runsOf(target),
          },
          ScanIndexForward: false,
          Limit: Math.min(Math.max(limit, 1), LARGEST_PAGE),
          ...(from === undefined ? {} : { ExclusiveStartKey: keyOf(from) }),
        }),
      );
      const keys = (page.Items ?? []).map(asKey);
      const found = new Map(
        (await readAll(documents, table, keys))
          .filter(isAlive)
          .map((item) => [stringIn(item, 'pk'), toRun(item)]),
      );
      const runs = await withStanding(keys.flatMap(({ pk }) => found.get(pk) ?? []));
      const last = page.LastEvaluatedKey;
      return { runs, ...(last === undefined ? {} : { next: cursorOf(last) }) };
    },

    async putResults(id, { checks, causes }, expires) {
      const run = await getRun(id);
      if (run === undefined) throw new NoSuchRun(id);
      const { startedAt, target } = run;
      const about = { runId: id, target: target.fhirBaseUrl, startedAt, expires };
      const puts = [
        ...checks.flatMap((check, index) => checkItems(check, index, about)),
        ...causes.flatMap((cause, index) => causeItems(cause, index, about)),
      ];
      const kept = new Set(puts.map(({ sk }) => sk));
      const before = [...(await underRun(id, CHECK, true)), ...(await underRun(id, CAUSE, true))];
      const deletes = before.filter(({ sk }) => !kept.has(sk)).map(asKey);
      await writeAll(documents, table, { puts, deletes });
    },

    listChecks: async (id) => unpackedAll(await underRun(id, CHECK)) as CheckResult[],

    listCauses: async (id) => unpackedAll(await underRun(id, CAUSE)) as Cause[],

    async checkHistory(target, checkId, limit = DEFAULT_HISTORY) {
      const { Items: items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: HISTORY_INDEX,
          KeyConditionExpression: 'historyPk = :check',
          ExpressionAttributeValues: { ':check': historyOf(target, checkId) },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return items.map((item) => {
        const [at = ''] = stringIn(item, 'historySk').split('#');
        const runId = stringIn(item, 'pk').slice('RUN#'.length);
        return { runId, at, verdict: stringIn(item, 'verdict') };
      });
    },

    takeLease: (target, owner, duration) =>
      unlessRefused(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...leaseKey(target),
              owner,
              until: now() + duration * 1000,
              expires: seconds() + Math.ceil(duration) + 3600,
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #owner = :owner OR #until <= :now',
            ExpressionAttributeNames: { '#owner': 'owner', '#until': 'until' },
            ExpressionAttributeValues: { ':owner': owner, ':now': now() },
          }),
        ),
      ),

    async leaseOwner(target) {
      const lease = await get(leaseKey(target));
      return lease !== undefined && (numberIn(lease, 'until') ?? 0) > now()
        ? stringIn(lease, 'owner')
        : undefined;
    },

    async dropLease(target, owner) {
      await unlessRefused(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: leaseKey(target),
            ConditionExpression: '#owner = :owner',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':owner': owner },
          }),
        ),
      );
    },

    async putSealed(runId, name, sealed, keep = SEALED_SECONDS) {
      const expires = seconds() + keep;
      await documents.send(
        new PutCommand({ TableName: table, Item: { ...sealedKey(runId, name), sealed, expires } }),
      );
    },

    async listSealed(runId) {
      const items = (await underRun(runId, SEALED)).filter(isAlive);
      return new Map(
        items.flatMap((item) => {
          const { sealed } = item;
          const name = stringIn(item, 'sk').slice(SEALED.length);
          return sealed instanceof Uint8Array ? [[name, sealed] as const] : [];
        }),
      );
    },

    async dropSealed(runId) {
      const under = [SEALED, LOGINS, FETCH].map((prefix) => underRun(runId, prefix, true));
      const deletes = [
        ...(await Promise.all(under)).flat().map(asKey),
        deskKey(runId),
        keySetKey(runId),
      ];
      await writeAll(documents, table, { deletes });
    },
  };
}
