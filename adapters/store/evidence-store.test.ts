import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../core/exchange.ts';
import type { EvidenceStore } from '../../core/ports.ts';
import { memoryS3 } from '../../test/aws/memory-s3.ts';
import { folderEvidence, forgetEvidence } from './folder-evidence.ts';
import { JournalTaken, s3Evidence } from './s3-evidence.ts';

const entry = (index: number, value: unknown = `value ${index}\u2028`): JournalEntry => ({
  kind: 'observation',
  index,
  key: `key ${index}`,
  probe: 'probe',
  at: '2026-03-01T12:00:00.000Z',
  value,
});
const entries = (from: number, to: number): JournalEntry[] =>
  Array.from({ length: to - from }, (_, offset) => entry(from + offset));

const root = await mkdtemp(join(tmpdir(), 'assay-evidence-'));
afterAll(() => rm(root, { recursive: true }));
const folderOf = (id: string): string => join(root, id);

const endpoint = process.env['AWS_ENDPOINT_URL_S3'];
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const s3 = new S3Client({
  region: 'us-east-1',
  credentials,
  forcePathStyle: true,
  ...(endpoint === undefined
    ? { endpoint: 'http://s3.invalid', requestHandler: memoryS3(3) }
    : { endpoint }),
});

const stores: [string, () => EvidenceStore][] = [
  ['on folders', () => folderEvidence(folderOf)],
  ['on S3', () => s3Evidence(s3, 'evidence', 0)],
];

beforeAll(async () => void (await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }))));

describe.each(stores)('an evidence store %s', (_name, open) => {
  it('gives back what was appended, in order', async () => {
    const store = open();
    await store.append('plain', entries(0, 3));
    await store.append('plain', []);
    await store.append('plain', entries(3, 12));
    expect(await store.read('plain')).toEqual(entries(0, 12));
  });

  it('goes on where another process stopped', async () => {
    await open().append('resumed', entries(0, 2));
    const second = open();
    expect(await second.read('resumed')).toEqual(entries(0, 2));
    for (let index = 2; index < 9; index += 1) {
      await second.append('resumed', [entry(index)]);
    }
    expect(await open().read('resumed')).toEqual(entries(0, 9));
  });

  it('has nothing of a run that never began', async () => {
    expect(await open().read('never')).toEqual([]);
    expect(await open().getFile('never', 'report.html')).toBeUndefined();
  });

  it('reads what was sealed in place of the journal', async () => {
    const store = open();
    await store.append('sealed', entries(0, 8));
    await store.seal('sealed', [entry(0, 'masked')]);
    expect(await store.read('sealed')).toEqual([entry(0, 'masked')]);
    await store.seal('sealed', [entry(0, 'masked again')]);
    expect(await open().read('sealed')).toEqual([entry(0, 'masked again')]);
  });

  it('keeps files beside the evidence', async () => {
    const store = open();
    await store.putFile('files', 'report.html', '<p>é</p>');
    await store.putFile('files', 'report.html', '<p>ü</p>');
    expect(Buffer.from((await store.getFile('files', 'report.html')) ?? []).toString()).toBe(
      '<p>ü</p>',
    );
  });
});

describe('a bucket', () => {
  it('takes the same segment twice, and no other in its place', async () => {
    const store = s3Evidence(s3, 'evidence', 0);
    await store.append('twice', entries(0, 2));
    await store.append('twice', entries(0, 2));
    await expect(store.append('twice', entries(0, 3))).rejects.toThrow(JournalTaken);
    expect(await store.read('twice')).toEqual(entries(0, 2));
  });
});

describe('a run folder', () => {
  it('leaves out the line that a kill tore, and goes on after it', async () => {
    const store = folderEvidence(folderOf);
    await store.append('torn', entries(0, 2));
    await appendFile(join(folderOf('torn'), 'journal.ndjson'), '{"kind":"observ');
    expect(await store.read('torn')).toEqual(entries(0, 2));
    await store.close();
    const next = folderEvidence(folderOf);
    await next.append('torn', [entry(2)]);
    expect(await next.read('torn')).toEqual(entries(0, 3));
  });

  it('holds the sealed file and no journal afterwards', async () => {
    const store = folderEvidence(folderOf);
    await store.append('tidy', entries(0, 2));
    await store.seal('tidy', entries(0, 2));
    expect(await readdir(folderOf('tidy'))).toEqual(['exchanges.ndjson.gz']);
  });

  it('takes no path for a name', async () => {
    const store = folderEvidence(folderOf);
    await expect(store.putFile('names', '../elsewhere', 'x')).rejects.toThrow('not the name');
  });
});

describe('a run folder whose time is over', () => {
  const withRun = async (name: string, id: string): Promise<string> => {
    await open.putFile(name, 'run.json', JSON.stringify({ schemaVersion: 1, id }));
    await open.putFile(name, 'report.html', '<html>');
    await open.putFile(name, 'screenshot-login-1.jpg', Buffer.from([1]));
    await open.seal(name, entries(0, 2));
    return folderOf(name);
  };
  const open = folderEvidence(folderOf);

  it('loses its evidence and keeps its report', async () => {
    const folder = await withRun('over', 'r1');
    await forgetEvidence({ id: 'r1', folder });
    expect((await readdir(folder)).sort()).toEqual(['report.html', 'run.json']);
  });

  it('is left alone where another run lies in it now, or none', async () => {
    const folder = await withRun('taken', 'r2');
    await forgetEvidence({ id: 'r1', folder });
    expect(await readdir(folder)).toContain('exchanges.ndjson.gz');
    await forgetEvidence({ id: 'r1', folder: folderOf('nowhere') });
    await forgetEvidence({ id: 'r1' });
  });
});
