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

/** Stands in for KMS at the client's request handler: a data key is sealed by reversing it. */
const reversing = () => {
  const asked: string[] = [];
  const reversed = (base64: string): string =>
    Buffer.from(base64, 'base64').reverse().toString('base64');
  const handle = async (sent: { headers: Record<string, string>; body: Uint8Array }) => {
    const { buffer, byteOffset, byteLength } = sent.body;
    const { CiphertextBlob: sealed = '' } = JSON.parse(
      Buffer.from(buffer, byteOffset, byteLength).toString(),
    ) as { CiphertextBlob?: string };
    const operation = sent.headers['x-amz-target']?.split('.')[1] ?? '';
    asked.push(operation);
    const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');
    const answer =
      operation === 'GenerateDataKey'
        ? { Plaintext: key, CiphertextBlob: reversed(key) }
        : { Plaintext: reversed(sealed) };
    const body = Readable.from([Buffer.from(JSON.stringify(answer))]);
    return { response: { statusCode: 200, headers: {}, body } };
  };
  return { asked, handle };
};

it('seals under data keys of KMS, asking for each once', async () => {
  const kms = reversing();
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new KMSClient({ region: 'us-east-1', credentials, requestHandler: kms });
  const sealer = kmsSealer(client, 'alias/assay');
  const texts = ['a', 'b', 'x'.repeat(10_000)];
  const sealed = await Promise.all(texts.map((text) => sealer.seal(text)));
  const other = kmsSealer(client, 'alias/assay');
  expect(await Promise.all(sealed.map((bytes) => other.open(bytes)))).toEqual(texts);
  expect(kms.asked).toEqual(['GenerateDataKey', 'Decrypt']);
});
