import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext, fakeJwks } from '../../test/fake-ehr.ts';
import { decodedIdToken } from '../../test/id-token-evidence.ts';
import { reply } from '../../test/smart-evidence.ts';
import { idTokenKid } from './id-token-kid.check.ts';

const [key] = fakeJwks().keys;
const one = reply(200, { keys: [key, { kty: 'EC', kid: 'e' }] });
const two = reply(200, { keys: [{ ...key, kid: 'other' }, key] });
const nameless = decodedIdToken({}, { kid: undefined });

describe('id-token.kid', () =>
  testCheck(idTokenKid(fakeContext()), server, [
    ['names a key', { idToken: decodedIdToken(), jwks: two }, 'pass'],
    ['names none, and there is but one', { idToken: nameless, jwks: one }, 'pass'],
    ['names none, and there are two', { idToken: nameless, jwks: two }, 'fail', 'kid'],
    ['names another', { idToken: decodedIdToken({}, { kid: 'x' }), jwks: two }, 'fail', 'kid'],
    ['names an EC key', { idToken: decodedIdToken({}, { kid: 'e' }), jwks: one }, 'fail', 'kid'],
    ['no keys to name', { idToken: decodedIdToken(), jwks: reply(404) }, 'skip'],
  ]));
