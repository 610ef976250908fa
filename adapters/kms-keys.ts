import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, type JWK } from 'jose';

/** The algorithm of SMART that a key of this shape signs with (SMART App Launch, client assertions). */
function algorithmOf({ kty, crv }: JWK): string {
  if (kty === 'RSA') return 'RS384';
  if (kty === 'EC' && crv === 'P-384') return 'ES384';
  throw new Error(`a key of type ${kty} ${crv ?? ''} signs no client assertion`);
}

/** The public halves of KMS keys as JWKs; the id of each is its thumbprint (RFC 7638). */
export const publicKeys = (client: KMSClient, keyIds: readonly string[]): Promise<JWK[]> =>
  Promise.all(
    keyIds.map(async (KeyId) => {
      const { PublicKey: der } = await client.send(new GetPublicKeyCommand({ KeyId }));
      if (der === undefined) throw new Error(`KMS gave no public key for ${KeyId}`);
      const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
      const jwk = key.export({ format: 'jwk' }) as JWK;
      const kid = await calculateJwkThumbprint(jwk);
      return { ...jwk, kid, alg: algorithmOf(jwk), use: 'sig', key_ops: ['verify'] };
    }),
  );
