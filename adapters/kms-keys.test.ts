import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { KMSClient } from '@aws-sdk/client-kms';
import { importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { publicKeys } from './kms-keys.ts';

const kmsWith = (publicKey: KeyObject): KMSClient => {
  const PublicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const body = (): Readable => Readable.from([Buffer.from(JSON.stringify({ PublicKey }))]);
  return new KMSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: {
      handle: async () => ({ response: { statusCode: 200, headers: {}, body: body() } }),
    },
  });
};

describe('public keys of KMS', () => {
  it.each([
    ['RS384', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ])('for %s can be used by whoever verifies', async (alg, { publicKey }) => {
    const [jwk] = await publicKeys(kmsWith(publicKey), ['key']);
    expect(jwk).toMatchObject({ alg, use: 'sig', key_ops: ['verify'] });
    expect(jwk?.kid).toMatch(/^[\w-]{43}$/);
    expect(Object.keys(jwk ?? {})).not.toContain('d');
    expect(await importJWK(jwk ?? {})).toBeDefined();
  });

  it('are refused where no client assertion may be signed with them', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(publicKeys(kmsWith(publicKey), ['key'])).rejects.toThrow('P-256');
  });
});
