import { generateKeyPairSync } from 'node:crypto';
import { compactVerify, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type JwtToSign, signJwt } from './client-key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwk = (key: typeof rsa.privateKey, kid: string): JWK => ({
  ...(key.export({ format: 'jwk' }) as JWK),
  kid,
});
const set = JSON.stringify({ keys: [jwk(rsa.privateKey, 'r'), jwk(ec.privateKey, 'e')] });
const jwt = (change: Partial<JwtToSign> = {}): JwtToSign => ({
  key: { jwk: 'unused' },
  claims: (now) => ({ iss: 'app', exp: now + 60 }),
  ...change,
});

describe('signing', () => {
  it.each([
    ['RS384', rsa.publicKey, 'r'],
    ['ES384', ec.publicKey, 'e'],
  ] as const)('%s is verified by the public key', async (alg, key, kid) => {
    const signed = signJwt(set, jwt({ alg }), 1000);
    expect(signed?.header).toEqual({ alg, typ: 'JWT', kid });
    expect(signed?.claims).toEqual({ iss: 'app', exp: 1060 });
    const publicKey = await importJWK(key.export({ format: 'jwk' }) as JWK, alg);
    await expect(compactVerify(signed?.text ?? '', publicKey)).resolves.toBeDefined();
  });

  it('takes a single key', () => {
    const signed = signJwt(JSON.stringify(jwk(ec.privateKey, 'e')), jwt(), 1000);
    expect(signed?.header['alg']).toBe('ES384');
  });

  it('has nothing to sign with where no key is of the algorithm', () => {
    const only = JSON.stringify(jwk(ec.privateKey, 'e'));
    expect(signJwt(only, jwt({ alg: 'RS384' }), 1000)).toBeUndefined();
  });

  it('can sign wrongly', async () => {
    const signed = signJwt(set, jwt({ alg: 'ES384', flaw: 'wrong-signature' }), 1000);
    const publicKey = await importJWK(ec.publicKey.export({ format: 'jwk' }) as JWK, 'ES384');
    await expect(compactVerify(signed?.text ?? '', publicKey)).rejects.toThrow();
  });

  it('can leave the signature out', () => {
    const signed = signJwt(set, jwt({ flaw: 'unsigned' }), 1000);
    expect(signed?.header['alg']).toBe('none');
    expect(signed?.text.endsWith('.')).toBe(true);
  });

  it('refuses what is no key', () => expect(() => signJwt('[]', jwt(), 1000)).toThrow('no JWK'));
});
