import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunRecord, RunStatus } from '../../core/ports.ts';
import type { Cause, CheckResult, Results } from '../../core/results.ts';
import type { Item, ItemKey } from './batch.ts';

/** Keys of the one table. */
export const runKey = (id: string): ItemKey => ({ pk: `RUN#${id}`, sk: 'RUN' });
export const leaseKey = (target: string): ItemKey => ({ pk: `LEASE#${target}`, sk: 'LEASE' });
export const sealedKey = (id: string, name: string): ItemKey => ({
  pk: `RUN#${id}`,
  sk: `${SEALED}${name}`,
});
export const CHECK = 'CHECK#';
export const CAUSE = 'CAUSE#';
export const SEALED = 'SEALED#';
/** What people who log in for a run brought, and who was refused; see adapters/login-desk. */
export const ARRIVAL = 'LOGIN#ARRIVAL#';
export const REFUSED = 'LOGIN#REFUSED#';
export const LOGINS = 'LOGIN#';
export const DESKS = 'DESKS';
/** Public keys that runs have shown, and who fetched them; see adapters/key-listener. */
export const KEY_SETS = 'KEYSETS';
export const FETCH = 'FETCH#';
export const keySetKey = (runId: string): ItemKey => ({ pk: KEY_SETS, sk: runId });
export const deskKey = (runId: string): ItemKey => ({ pk: DESKS, sk: runId });
export const RECENT_RUNS = 'RUNS';
export const runsOf = (target: string): string => `TARGET#${target}`;
export const historyOf = (target: string, checkId: string): string => `CHECK#${target}#${checkId}`;

/** Sorts by time; two runs that start in the same millisecond stay apart by their ids. */
const when = (at: string, id: string): string => `${at}#${id}`;

/** An item of the table that is not of the form that this version writes. */
export class UnreadableItem extends Error {
  constructor({ pk, sk }: Item, member: string) {
    super(`the stored item ${pk} ${sk} has no readable "${member}"`);
    this.name = 'UnreadableItem';
  }
}

const STATUSES: readonly string[] = [
  'running',
  'waiting',
  'finished',
  'interrupted',
  'unreachable',
  'failed',
] satisfies readonly RunStatus[];
const isStatus = (value: unknown): value is RunStatus => STATUSES.includes(String(value));

export function stringIn(item: Item, member: string): string {
  const value = item[member];
  if (typeof value !== 'string') throw new UnreadableItem(item, member);
  return value;
}

export const numberIn = (item: Item, member: string): number | undefined => {
  const value = item[member];
  return typeof value === 'number' ? value : undefined;
};

/** Members of a run as attributes; only those given, so that it also serves for changes. */
export function runAttributes(run: Partial<Omit<RunRecord, 'id'>>): Item {
  const { target, config, ...rest } = run;
  return {
    ...rest,
    ...(target === undefined ? {} : { targetName: target.name, fhirBaseUrl: target.fhirBaseUrl }),
    // As text: a configuration comes back letter for letter.
    ...(config === undefined ? {} : { config: JSON.stringify(config) }),
  };
}

/** What the indexes need to know of a run. */
export const runIndexes = ({ id, target, startedAt }: RunRecord): Item => ({
  historyPk: runsOf(target.fhirBaseUrl),
  historySk: when(startedAt, id),
  recentPk: RECENT_RUNS,
  recentSk: when(startedAt, id),
});

export const runItem = (run: RunRecord): Item => {
  const { id, ...rest } = run;
  return { ...runKey(id), ...runAttributes(rest), ...runIndexes(run), id };
};

export function toRun(item: Item): RunRecord {
  const { status, suites, summary, finishedAt, folder, selection } = item;
  if (!isStatus(status)) throw new UnreadableItem(item, 'status');
  const expires = numberIn(item, 'expires');
  return {
    id: stringIn(item, 'id'),
    status,
    target: { name: stringIn(item, 'targetName'), fhirBaseUrl: stringIn(item, 'fhirBaseUrl') },
    suites: Array.isArray(suites) ? suites.map(String) : [],
    config: JSON.parse(stringIn(item, 'config')) as unknown,
    startedAt: stringIn(item, 'startedAt'),
    ...(typeof finishedAt === 'string' ? { finishedAt } : {}),
    ...(typeof folder === 'string' ? { folder } : {}),
    ...(typeof selection === 'object' && selection !== null ? { selection } : {}),
    requests: numberIn(item, 'requests') ?? 0,
    ...(typeof summary === 'object' && summary !== null
      ? { summary: summary as Results['summary'] }
      : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Short content stays readable in the console; the rest is worth compressing. */
const LONGEST_PLAIN = 2_048;
/** Well below the 400 KB of an item, so that keys and attributes have room beside it. */
const LONGEST_PART = 300 * 1024;

/** A value as the attributes of one item, or of several where it is too large for one. */
function packed(value: unknown): Item[] {
  const json = JSON.stringify(value);
  if (json.length <= LONGEST_PLAIN) return [{ json }];
  const bytes = gzipSync(json);
  const parts: Item[] = [];
  for (let start = 0; start < bytes.length; start += LONGEST_PART) {
    parts.push({ gz: bytes.subarray(start, start + LONGEST_PART) });
  }
  return parts;
}

function unpacked(items: readonly Item[]): unknown {
  const [first] = items;
  if (first === undefined) return undefined;
  if (typeof first['json'] === 'string') return JSON.parse(first['json']);
  const parts = items.map((item) => {
    if (!(item['gz'] instanceof Uint8Array)) throw new UnreadableItem(item, 'gz');
    return item['gz'];
  });
  return JSON.parse(gunzipSync(Buffer.concat(parts)).toString());
}

/** Whether the owner of a lease acts for this run: its id, alone or after a name of the process. */
export const actsFor = (owner: unknown, runId: string): boolean =>
  owner === runId || (typeof owner === 'string' && owner.endsWith(`:${runId}`));

const sequence = (index: number): string => String(index).padStart(6, '0');

/** Parts of one value stand under one sequence number, in order. */
const numbered = (runId: string, prefix: string, index: number, part: number): ItemKey => ({
  pk: `RUN#${runId}`,
  sk: `${prefix}${sequence(index)}#${sequence(part)}`,
});

/** Values stored under a prefix, put together again from their parts; items in key order. */
export function unpackedAll(items: readonly Item[]): unknown[] {
  const values = new Map<string, Item[]>();
  for (const item of items) {
    const of = stringIn(item, 'sk').split('#').slice(0, 2).join('#');
    values.set(of, [...(values.get(of) ?? []), item]);
  }
  return [...values.values()].map(unpacked);
}

export interface ItemContext {
  readonly runId: string;
  readonly target: string;
  readonly startedAt: string;
  readonly expires: number | undefined;
}

const lasting = (expires: number | undefined): Item => (expires === undefined ? {} : { expires });

/** A check's result; its first item carries what the history and a reader of the console look for. */
export const checkItems = (check: CheckResult, index: number, about: ItemContext): Item[] =>
  packed(check).map((content, part) => ({
    ...numbered(about.runId, CHECK, index, part),
    ...content,
    ...lasting(about.expires),
    ...(part > 0
      ? {}
      : {
          checkId: check.id,
          verdict: check.verdict,
          group: check.group,
          historyPk: historyOf(about.target, check.id),
          historySk: when(about.startedAt, about.runId),
        }),
  }));

export const causeItems = (cause: Cause, index: number, about: ItemContext): Item[] =>
  packed(cause).map((content, part) => ({
    ...numbered(about.runId, CAUSE, index, part),
    ...content,
    ...lasting(about.expires),
  }));
