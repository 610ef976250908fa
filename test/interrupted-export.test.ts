import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireRequest } from '../core/http-port.ts';
import { type Cut, lastingSandbox, runCut, verdictsOf } from './interrupted.ts';

const SELECTION = { only: ['backend-services', 'bulk'] };

let whole: Readonly<Record<string, string>> = {};
let requests = 0;

beforeAll(async () => {
  const lasting = await lastingSandbox();
  const { results, journal } = await runCut(lasting, SELECTION, []);
  whole = verdictsOf(results);
  requests = journal.filter(({ kind }) => kind === 'exchange').length;
  await lasting.sandbox.close();
});

/** What the sample EHR told in the answer that was lost it does not tell again: it is done by then. */
const ONCE_TOLD = new Set(['bulk.status.x-progress omit']);

/** Verdicts that an interrupted run comes to and an uninterrupted one does not. */
async function changedBy(cuts: readonly Cut[], options: Parameters<typeof lastingSandbox>[0] = {}) {
  const lasting = await lastingSandbox(options);
  try {
    const { results, cuts: done } = await runCut(lasting, SELECTION, cuts);
    const found = verdictsOf(results);
    const changed = results.checks
      .filter(({ id, verdict }) => whole[id] !== verdict && !ONCE_TOLD.has(`${id} ${verdict}`))
      .map(({ id, verdict }) => `${id}: ${whole[id]} -> ${verdict}`);
    return { changed, done, same: Object.keys(found).length === Object.keys(whole).length };
  } finally {
    await lasting.sandbox.close();
  }
}

const EVERY = 7;
const HOUR = 3_600_000;

const isKickOff = ({ url }: WireRequest): boolean => url.includes('$export');
const isDelete = ({ method }: WireRequest): boolean => method === 'DELETE';
const isPoll = ({ url, method }: WireRequest): boolean =>
  url.includes('/bulk/status/') && method === 'GET';
/** What follows a DELETE, when that is recorded already. */
const isAfter = ({ url, method, headers }: WireRequest): boolean =>
  isPoll({ url, method, headers }) &&
  headers.some(([name, value]) => name === 'accept' && value.startsWith('application/fhir+json'));

/** Enough for a run of these groups; that no cut lies beyond its end is asserted. */
const AT = Array.from({ length: 15 }, (_, at) => 1 + at * EVERY);

describe('a run that is killed while exports are under way', () => {
  afterAll(() => expect(requests).toBeGreaterThan(AT.at(-1) ?? 0));

  it.each(AT)('with request %i before it leaves comes to the same verdicts', async (nth) => {
    expect(await changedBy([{ during: 'request', nth }])).toEqual({
      changed: [],
      done: 1,
      same: true,
    });
  });

  it.each(AT)('with the answer to request %i lost comes to the same verdicts', async (nth) => {
    const { changed, done } = await changedBy([{ during: 'request', nth, arrives: true }]);
    expect(changed).toEqual([]);
    expect(done).toBe(1);
  });

  it.each(Array.from({ length: 17 }, (_, at) => at + 1))(
    'with the answer to kick-off %i lost',
    async (nth) => {
      const cut = { during: 'request', nth, arrives: true, of: isKickOff } as const;
      expect((await changedBy([cut])).changed).toEqual([]);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'with the answer to DELETE %i lost, for a while',
    async (nth) => {
      const cut = { during: 'request', nth, arrives: true, of: isDelete, pause: HOUR / 2 } as const;
      expect((await changedBy([cut])).changed).toEqual([]);
    },
  );

  it.each([1, 2, 3, 4, 5, 6])('between polls, with sleep %i', async (nth) => {
    expect((await changedBy([{ during: 'sleep', nth }])).changed).toEqual([]);
  });

  it.each([1, 2, 5, 9, 14])('in the middle of a file, with piece %i', async (nth) => {
    const { changed, done } = await changedBy([{ during: 'download', nth }]);
    expect(changed).toEqual([]);
    expect(done).toBe(1);
  });

  it.each([1, 3, 6])('in the middle of a file, and taken up when it has expired', async (nth) => {
    expect((await changedBy([{ during: 'download', nth, pause: 2 * HOUR }])).changed).toEqual([]);
  });

  it('again and again', async () => {
    const cuts = [5, 9, 4, 11, 7, 6, 13].map(
      (nth, at) => ({ during: 'request', nth, arrives: at % 2 === 0 }) as const,
    );
    const { changed, done } = await changedBy(cuts);
    expect(changed).toEqual([]);
    expect(done).toBe(cuts.length);
  });

  it.each([1, 2, 3, 4])('after a DELETE, and then between polls, with sleep %i', async (nth) => {
    const deletes = [1, 2].map(
      (which) => ({ during: 'request', nth: which, arrives: true, of: isAfter }) as const,
    );
    for (const first of deletes) {
      const between = { during: 'sleep', nth } as const;
      expect((await changedBy([first, between])).changed).toEqual([]);
    }
  });

  it('with each poll', async () => {
    const cuts = [1, 1, 1, 1].map((nth) => ({ during: 'request', nth, of: isPoll }) as const);
    expect((await changedBy(cuts)).changed).toEqual([]);
  });
});

describe('an export that is deleted, in a run that is killed twice', () => {
  const ENDINGS = { only: ['bulk.delete.*', 'bulk.cancel.*'] };
  const SECOND = [3, 7];

  it.each(Array.from({ length: 16 }, (_, at) => at + 1))(
    'with the answer to request %i lost the first time',
    async (nth) => {
      for (const second of SECOND) {
        const lasting = await lastingSandbox();
        const cuts = [nth, second].map((at) => ({ during: 'request', nth: at, arrives: true }));
        const options = { longestSleep: 500 };
        const { results } = await runCut(lasting, ENDINGS, cuts as readonly Cut[], options);
        await lasting.sandbox.close();
        const found = results.checks.map(
          ({ id, verdict, message }) => `${id} ${verdict} ${message}`,
        );
        expect(found.filter((text) => !text.includes(' pass '))).toEqual([]);
      }
    },
  );
});
