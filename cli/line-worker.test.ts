import { afterAll, describe, expect, it } from 'vitest';
import { lineThreads } from '../adapters/line-threads.ts';
import { LineReader } from '../core/line-reader.ts';
import { FileFold, type FoldJob } from '../testsuites/bulk/file-fold.ts';
import type { FileOutcome } from '../testsuites/bulk/file-outcome.ts';
import { fakeConfig } from '../test/fake-ehr.ts';

const entry = new URL('./line-worker.ts', import.meta.url);
const work = lineThreads(entry, { threads: 2, fromBytes: 1_500_000 });
afterAll(() => work.close());

const job: FoldJob = { type: 'Patient', config: fakeConfig(), names: 100_000, contents: 2 };

const file = Buffer.from(
  Array.from({ length: 30_000 }, (_, at) =>
    at % 4001 === 7
      ? '{"resourceType":'
      : JSON.stringify({
          resourceType: 'Patient',
          id: `p${at % 29_000}`,
          identifier: [{ system: 'urn:example', value: String(at) }],
          name: [{ family: `Family ${at}` }],
          gender: at % 997 === 3 ? 'purple' : 'female',
        }),
  ).join('\n'),
);

async function read(withHelp: boolean): Promise<FileOutcome> {
  const reader = new LineReader('key', new FileFold(job), withHelp ? work : undefined);
  for (let at = 0; at < file.length; at += 65_536)
    await reader.take(file.subarray(at, at + 65_536));
  const end = await reader.end();
  if (!('folded' in end)) throw new Error('put aside');
  return end.folded;
}

describe('threads that judge lines', () => {
  it('come to the same as the thread that reads', async () => {
    const [alone, helped] = [await read(false), await read(true)];
    expect(alone.problemCount).toBeGreaterThan(3);
    expect(alone.repeatCount).toBeGreaterThan(900);
    expect(helped).toEqual(alone);
  });

  it('come to the same where one has all lines', async () => {
    const one = lineThreads(entry, { threads: 1, fromBytes: 1_000_000 });
    const reader = new LineReader('key', new FileFold(job), one);
    await reader.take(file);
    expect(await reader.end()).toEqual({ folded: await read(false) });
    await one.close();
  });

  it('judge several files at once', async () => {
    const [one, two, alone] = await Promise.all([read(true), read(true), read(false)]);
    expect(one).toEqual(alone);
    expect(two).toEqual(alone);
  });

  it('are told of as broken, and do not hang, where they cannot start', async () => {
    const broken = lineThreads(new URL('./no-such-worker.ts', import.meta.url), {
      threads: 1,
      fromBytes: 0,
    });
    const reader = new LineReader('key', new FileFold(job), broken);
    await expect(
      (async () => {
        for (let turn = 0; turn < 9; turn += 1) await reader.take(file);
        return reader.end();
      })(),
    ).rejects.toThrow('no-such-worker');
    await broken.close();
  });
});
