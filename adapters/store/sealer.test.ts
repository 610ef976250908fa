import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, describe, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import { kmsSealer } from './kms-sealer.ts';
import { fileSealer } from './sealer.ts';

const root = await mkdtemp(join(tmpdir(), 'assay-sealer-'));
afterAll(() => rm(root, { recursive: true }));

describe('a sealer with a key file', () => {
  it('opens what it or another with the same file sealed', async () => {
    const path = join(root, 'home', 'vault.key');
    const sealed = await fileSealer(path).seal('a tökén');
    expect(await fileSealer(path).open(sealed)).toBe('a tökén');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('makes one key when two begin at once', async () => {
    const path = join(root, 'race', 'vault.key');
    const sealed = await Promise.all([1, 2, 3].map(() => fileSealer(path).seal('x')));
    for (const bytes of sealed) expect(await fileSealer(path).open(bytes)).toBe('x');
  });

  it('never seals a text the same way twice', async () => {
    const sealer = fileSealer(join(root, 'vault.key'));
    expect(await sealer.seal('same')).not.toEqual(await sealer.seal('same'));
  });

  it('opens nothing that was changed', async () => {
    const sealer = fileSealer(join(root, 'vault.key'));
    const sealed = Buffer.from(await sealer.seal('text'));
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    await expect(sealer.open(sealed)).rejects.toThrow();
  });

  it('says when the file is no key', async () => {
    await writeFile(join(root, 'short.key'), 'short');
    await expect(fileSealer(join(root, 'short.key')).seal('x')).rejects.toThrow('not a vault key');
  });
});

/** Stands in for KMS at the client's request handler: seals by reversing. */
const reversing = {
  handle: async (sent: { headers: Record<string, string>; body: Uint8Array }) => {
    const { buffer, byteOffset, byteLength } = sent.body;
    const asked = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as Record<
      string,
      string
    >;
    const answer = sent.headers['x-amz-target']?.endsWith('Encrypt')
      ? { CiphertextBlob: Buffer.from(asked['Plaintext'] ?? '', 'base64').reverse() }
      : { Plaintext: Buffer.from(asked['CiphertextBlob'] ?? '', 'base64').reverse() };
    const body = JSON.stringify(answer, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'data' in value
        ? Buffer.from(value.data as number[]).toString('base64')
        : value,
    );
    return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(body)]) } };
  },
};

it('seals and opens by KMS', async () => {
  const client = new KMSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: reversing,
  });
  const sealer = kmsSealer(client, 'alias/assay');
  const sealed = await sealer.seal('text');
  expect(Buffer.from(sealed).toString()).toBe('txet');
  expect(await sealer.open(sealed)).toBe('text');
});
