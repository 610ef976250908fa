import { describe, expect, it } from 'vitest';
import { decodeJwt } from './jwt.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('decoding a JWT', () => {
  it('reads header and claims beside a placeholder for the signature', () => {
    const text = `${part({ alg: 'RS256' })}.${part({ sub: 'ann' })}.redacted-signature-0123456789abcdef`;
    expect(decodeJwt(text)).toEqual({ header: { alg: 'RS256' }, claims: { sub: 'ann' } });
  });

  it.each([
    ['nothing', ''],
    ['two parts', `${part({})}.${part({})}`],
    ['no signature', `${part({})}.${part({})}.`],
    ['four parts', `${part({})}.${part({})}.x.y`],
    ['no base64url', `${part({})}.%%%.x`],
    ['an array', `${part([])}.${part({})}.x`],
    ['no JSON', `${part({})}.${Buffer.from('x').toString('base64url')}.x`],
  ])('refuses %s', (_case, text) => expect(decodeJwt(text)).toBeUndefined());
});
