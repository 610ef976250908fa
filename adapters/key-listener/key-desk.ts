import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RunConfig, SecretReference } from '../../core/config.ts';
import type { JsonObject } from '../../core/json.ts';
import type { KeyFetch, KeySetPort } from '../../core/key-set.ts';
import { FETCH, KEY_SETS, keySetKey } from '../store/items.ts';
import { publicHalvesOf } from './listener.ts';

/** Beyond the longest run. */
const KEPT_SECONDS = 13 * 3600;
/** Whoever floods the address fills no table; the EHR fetches but a few times. */
const MOST_FETCHES = 200;
const LONGEST_AGENT = 200;

export type KeyDesk = ReturnType<typeof keyDesk>;

/** Where runs leave public keys for the function that shows them, and it leaves who fetched them. */
export function keyDesk(client: DynamoDBClient, table: string, now: () => number = Date.now) {
  const documents = DynamoDBDocumentClient.from(client);
  const expires = (): number => Math.floor(now() / 1000) + KEPT_SECONDS;
  const query = async (pk: string, prefix: string) => {
    const { Items: items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
      }),
    );
    return items.filter((item) => Number(item['expires']) > now() / 1000);
  };
  const fetches = async (runId: string): Promise<readonly KeyFetch[]> =>
    (await query(`RUN#${runId}`, FETCH)).map(({ at, method, path, userAgent }) => ({
      at: String(at),
      method: String(method),
      path: String(path),
      userAgent: String(userAgent),
    }));

  return {
    /** Public keys of every run that has its own shown, by run. */
    async sets(): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
      const items = await query(KEY_SETS, '');
      return new Map(
        items.map(({ sk, keys }) => [String(sk), JSON.parse(String(keys)) as JsonObject[]]),
      );
    },

    async put(runId: string, keys: readonly JsonObject[]): Promise<void> {
      const item = { ...keySetKey(runId), keys: JSON.stringify(keys), expires: expires() };
      await documents.send(new PutCommand({ TableName: table, Item: item }));
    },

    /** Notes for a run that the set was given out. */
    async note(runId: string, path: string, userAgent: string): Promise<void> {
      if ((await fetches(runId)).length >= MOST_FETCHES) return;
      const at = new Date(now()).toISOString();
      const sk = `${FETCH}${at}#${crypto.randomUUID()}`;
      const about = { at, method: 'GET', path, userAgent: userAgent.slice(0, LONGEST_AGENT) };
      const item = { pk: `RUN#${runId}`, sk, ...about, expires: expires() };
      await documents.send(new PutCommand({ TableName: table, Item: item }));
    },

    fetches,
  };
}

/** The set of a run as gathering changes and watches it; the public route does the rest. */
export async function runKeySet(
  desk: KeyDesk,
  runId: string,
  { jwks, clients }: RunConfig['auth'],
  resolveSecret: (reference: SecretReference) => Promise<string>,
): Promise<KeySetPort | undefined> {
  if (jwks === undefined) return undefined;
  const own = await publicHalvesOf(clients, resolveSecret);
  // From the first turn on, so that fetches from the start of the run are seen.
  if (!(await desk.sets()).has(runId)) await desk.put(runId, own);
  return {
    serve: (further) => desk.put(runId, [...own, ...further]),
    fetches: () => desk.fetches(runId),
  };
}
