import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Invitation, RefusedArrival } from '../../core/person-port.ts';
import { ARRIVAL, deskKey, DESKS, REFUSED } from '../store/items.ts';

/** A login that a run waits for. */
export interface OpenLogin {
  /** Not to be guessed: another site must not speak for the person. */
  readonly id: string;
  readonly round: string;
  readonly stage: Invitation['stage'];
  /** Position among the logins of the run, from 1. */
  readonly number: number;
  readonly url?: string;
  readonly form?: readonly (readonly [string, string])[];
  readonly returnsTo: string;
  readonly state?: string;
  readonly issuer: string;
  readonly clientId?: string;
  readonly note?: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** What a run shows to the person who logs in for it; there for as long as the run lasts. */
export interface Desk {
  readonly runId: string;
  /** Opens the page of the run to whoever was told it. */
  readonly ticket: string;
  /** One at a time: nobody can type into two. */
  readonly login?: OpenLogin;
  /** Id of the login that has been answered and not yet been taken in. */
  readonly answered?: string;
  /** Leads the browser that opened the app on to the login that follows. */
  readonly pass?: { readonly token: string; readonly round: string };
  /** Epoch milliseconds at which somebody last looked at the page. */
  readonly seenAt?: number;
  /** Logins opened so far. */
  readonly opened: number;
}

/** By what a state is known after its login is over. */
export interface KnownState {
  readonly runId: string;
  readonly login: Pick<OpenLogin, 'id' | 'round' | 'stage'>;
  readonly status: 'open' | 'answered' | 'late';
  readonly until: number;
}

export type DeskStore = ReturnType<typeof deskStore>;

/** Beyond the longest run. */
const DESK_SECONDS = 13 * 3600;
/** Long enough to tell somebody who comes late that he does. */
const STATE_SECONDS = 24 * 3600;
/** Whoever floods the address fills no journal. */
const MOST_REFUSED = 100;

/** A state as a key: what lies in the table for a day is no answer to anybody. */
const stateKey = (state: string) => ({
  pk: `STATE#${createHash('sha256').update(state).digest('hex')}`,
  sk: 'STATE',
});

/** The two halves of a login by a person, gathering and the public routes, meet in this table. */
export function deskStore(client: DynamoDBClient, table: string, now: () => number = Date.now) {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const expiry = (seconds: number): number => Math.floor(now() / 1000) + seconds;
  const arrivalKey = (runId: string, { round, stage }: Pick<OpenLogin, 'round' | 'stage'>) => ({
    pk: `RUN#${runId}`,
    sk: `${ARRIVAL}${round}/${stage}`,
  });

  /** False where the condition kept it from being done. */
  async function held(write: Promise<unknown>): Promise<boolean> {
    try {
      await write;
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function get(key: { pk: string; sk: string }) {
    const { Item: item } = await documents.send(
      new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
    );
    return item !== undefined && Number(item['expires']) > now() / 1000 ? item : undefined;
  }

  const toDesk = (item: Record<string, unknown>): Desk =>
    JSON.parse(JSON.stringify({ ...item, runId: item['sk'] })) as Desk;

  /** Changes a desk that is there; an undefined value takes the member out. */
  const change = (
    runId: string,
    members: { readonly [K in Exclude<keyof Desk, 'runId'>]?: Desk[K] | undefined },
    only: { readonly condition?: string; readonly values?: Record<string, unknown> } = {},
  ): Promise<boolean> => {
    const entries = Object.entries(members);
    const set = entries.filter(([, value]) => value !== undefined);
    const gone = entries.filter(([, value]) => value === undefined);
    const expression = [
      set.length === 0 ? '' : `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      gone.length === 0 ? '' : `REMOVE ${gone.map(([name]) => `#${name}`).join(', ')}`,
    ];
    const values = { ...Object.fromEntries(set.map(([n, v]) => [`:${n}`, v])), ...only.values };
    return held(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key: deskKey(runId),
          ConditionExpression: ['attribute_exists(pk)', only.condition ?? '']
            .filter((part) => part !== '')
            .join(' AND '),
          UpdateExpression: expression.join(' ').trim(),
          ExpressionAttributeNames: Object.fromEntries(entries.map(([n]) => [`#${n}`, n])),
          ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
        }),
      ),
    );
  };

  return {
    async desk(runId: string): Promise<Desk | undefined> {
      const item = await get(deskKey(runId));
      return item === undefined ? undefined : toDesk(item);
    },

    /** Desks of all runs that ask people to log in; few at any time. */
    async desks(): Promise<readonly Desk[]> {
      const { Items: items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :desks',
          ExpressionAttributeValues: { ':desks': DESKS },
          ConsistentRead: true,
        }),
      );
      return items.filter((item) => Number(item['expires']) > now() / 1000).map(toDesk);
    },

    putDesk: (runId: string, ticket: string) =>
      held(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...deskKey(runId), ticket, opened: 0, expires: expiry(DESK_SECONDS) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    /** Puts a login up, if none is; what has its state is waited for from now on. */
    async open(runId: string, login: OpenLogin): Promise<boolean> {
      if (login.state !== undefined) {
        const { id, round, stage, until, state } = login;
        const known: KnownState = { runId, login: { id, round, stage }, status: 'open', until };
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...stateKey(state), ...known, expires: expiry(STATE_SECONDS) },
          }),
        );
      }
      return change(
        runId,
        { login, answered: undefined, opened: login.number },
        { condition: 'attribute_not_exists(#login)' },
      );
    },

    /** Takes a login down that is over. */
    async close(runId: string, login: OpenLogin, how: 'answered' | 'late'): Promise<void> {
      if (login.state !== undefined) await this.endState(login.state, how);
      await change(
        runId,
        { login: undefined, answered: undefined },
        { condition: '#login.id = :id', values: { ':id': login.id } },
      );
    },

    change,

    async state(state: string): Promise<KnownState | undefined> {
      return (await get(stateKey(state))) as KnownState | undefined;
    },

    async endState(state: string, how: 'answered' | 'late'): Promise<void> {
      await held(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: stateKey(state),
            ConditionExpression: 'attribute_exists(pk)',
            UpdateExpression: 'SET #status = :how',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':how': how },
          }),
        ),
      );
    },

    /** Keeps the first answer to a login and no other. */
    putArrival: (
      runId: string,
      login: Pick<OpenLogin, 'id' | 'round' | 'stage'>,
      sealed: Uint8Array,
    ) =>
      held(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...arrivalKey(runId, login),
              sealed,
              login: login.id,
              expires: expiry(DESK_SECONDS),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async arrival(runId: string, login: OpenLogin): Promise<Uint8Array | undefined> {
      const item = await get(arrivalKey(runId, login));
      return item?.['login'] === login.id ? (item['sealed'] as Uint8Array) : undefined;
    },

    async dropArrival(runId: string, login: Pick<OpenLogin, 'round' | 'stage'>): Promise<void> {
      await documents.send(new DeleteCommand({ TableName: table, Key: arrivalKey(runId, login) }));
    },

    /** Notes somebody who was refused, as long as the run is there to hear of it. */
    async refuse(runId: string, why: string): Promise<void> {
      const mayGoOn = await held(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: deskKey(runId),
            ConditionExpression:
              'attribute_exists(pk) AND (attribute_not_exists(refusals) OR refusals < :most)',
            UpdateExpression: 'ADD refusals :one',
            ExpressionAttributeValues: { ':one': 1, ':most': MOST_REFUSED },
            ReturnValues: 'NONE',
          }),
        ),
      );
      if (!mayGoOn) return;
      const at = new Date(now()).toISOString();
      const sk = `${REFUSED}${at}#${Math.random().toString(36).slice(2)}`;
      const item = { pk: `RUN#${runId}`, sk, at, why, expires: expiry(DESK_SECONDS) };
      await documents.send(new PutCommand({ TableName: table, Item: item }));
    },

    /** Who was refused so far; gone from the table when this returns. */
    async takeRefused(runId: string): Promise<readonly RefusedArrival[]> {
      const { Items: items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :refused)',
          ExpressionAttributeValues: { ':pk': `RUN#${runId}`, ':refused': REFUSED },
          ConsistentRead: true,
        }),
      );
      for (const { pk, sk } of items) {
        await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
      }
      return items.map(({ at, why }) => ({ at: String(at), why: String(why) }));
    },
  };
}
