import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Sealer } from '../../core/ports.ts';
import { keySealer } from './sealer.ts';

/** Binds data keys to their use, so that other texts under the key cannot be passed off as them. */
const CONTEXT = { purpose: 'assay-run-secret' };
const LENGTH_BYTES = 2;

/**
 * Seals under data keys of a KMS key, each of which stands, sealed by KMS, before what it sealed.
 * A process asks KMS once for the key it seals with and once for each that it opens with.
 */
export function kmsSealer(client: KMSClient, keyId: string): Sealer {
  const opened = new Map<string, Promise<Sealer>>();
  let current: Promise<{ sealer: Sealer; header: Buffer }> | undefined;

  async function newDataKey(): Promise<{ sealer: Sealer; header: Buffer }> {
    const { Plaintext: key, CiphertextBlob: sealed } = await client.send(
      new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT }),
    );
    if (key === undefined || sealed === undefined) throw new Error('KMS gave no data key');
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(sealed.length);
    return { sealer: keySealer(key), header: Buffer.concat([length, sealed]) };
  }

  async function openDataKey(sealed: Buffer): Promise<Sealer> {
    const { Plaintext: key } = await client.send(
      new DecryptCommand({ KeyId: keyId, CiphertextBlob: sealed, EncryptionContext: CONTEXT }),
    );
    if (key === undefined) throw new Error('KMS opened nothing');
    return keySealer(key);
  }

  return {
    async seal(text) {
      current ??= newDataKey().catch((error: unknown) => {
        current = undefined;
        throw error;
      });
      const { sealer, header } = await current;
      return Buffer.concat([header, await sealer.seal(text)]);
    },
    async open(sealed) {
      const bytes = Buffer.from(sealed);
      const end = LENGTH_BYTES + bytes.readUInt16BE();
      const dataKey = bytes.subarray(LENGTH_BYTES, end);
      const name = dataKey.toString('base64');
      const sealer = opened.get(name) ?? openDataKey(dataKey);
      opened.set(name, sealer);
      sealer.catch(() => opened.delete(name));
      return (await sealer).open(bytes.subarray(end));
    },
  };
}
