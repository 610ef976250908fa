import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Sealer } from '../../core/ports.ts';

/** Binds what is sealed to its use, so that the key's other texts cannot be passed off as it. */
const CONTEXT = { purpose: 'assay-run-secret' };

/** Seals under a KMS key, which no function ever holds. KMS takes texts of up to 4 KB. */
export function kmsSealer(client: KMSClient, keyId: string): Sealer {
  return {
    async seal(text) {
      const { CiphertextBlob: sealed } = await client.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.from(text),
          EncryptionContext: CONTEXT,
        }),
      );
      if (sealed === undefined) throw new Error('KMS sealed nothing');
      return sealed;
    },
    async open(sealed) {
      const { Plaintext: text } = await client.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob: sealed, EncryptionContext: CONTEXT }),
      );
      if (text === undefined) throw new Error('KMS opened nothing');
      return Buffer.from(text).toString('utf8');
    },
  };
}
