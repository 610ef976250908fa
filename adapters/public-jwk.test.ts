import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicHalves } from './public-jwk.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  format: 'jwk',
});
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' });

describe('the public half of a key', () => {
  it.each([
    ['RSA', rsa, ['e', 'key_ops', 'kid', 'kty', 'n', 'use']],
    ['EC', ec, ['crv', 'key_ops', 'kid', 'kty', 'use', 'x', 'y']],
  ])('%s holds nothing private', (_kind, key, members) => {
    const [half] = publicHalves(JSON.stringify({ keys: [{ ...key, kid: 'a', oddity: 'secret' }] }));
    expect(Object.keys(half ?? {}).sort()).toEqual(members);
  });

  it('is taken from a single key, too', () => {
    expect(publicHalves(JSON.stringify(rsa))).toHaveLength(1);
    expect(publicHalves('{"keys":[]}')).toEqual([]);
  });

  it('is not made of what is no key', () => {
    expect(() => publicHalves('{"kty":"oct","k":"c2VjcmV0"}')).toThrow('no public JWK');
  });
});
