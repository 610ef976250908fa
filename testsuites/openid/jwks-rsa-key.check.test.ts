import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext, fakeJwks } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { jwksRsaKey } from './jwks-rsa-key.check.ts';

const [key] = fakeJwks().keys;
const keys = (...keys: unknown[]) => ({ jwks: reply(200, { keys }) });

describe('jwks.rsa-key', () =>
  testCheck(jwksRsaKey(fakeContext()), server, [
    ['an RSA key', keys(key), 'pass'],
    ['an RSA key among others', keys({ kty: 'EC' }, key, 'x'), 'pass'],
    ['no RSA key', keys({ kty: 'EC' }), 'fail', 'keys'],
    ['no keys', keys(), 'fail', 'keys'],
    ['no list', { jwks: reply(200, { keys: key }) }, 'fail', 'keys'],
    ['not there', { jwks: reply(404, { keys: [key] }) }, 'fail', 'keys'],
    ['no modulus', keys(key, { kty: 'RSA', kid: 'k2', e: 'AQAB' }), 'fail', 'RSA key k2'],
    ['an empty modulus', keys({ kty: 'RSA', e: '', n: '' }), 'fail', 'RSA key 0'],
  ]));
