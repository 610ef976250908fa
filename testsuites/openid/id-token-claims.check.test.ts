import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { decodedIdToken } from '../../test/id-token-evidence.ts';
import { idTokenClaims } from './id-token-claims.check.ts';

const having = (claims: object) => ({ idToken: decodedIdToken(claims) });

describe('id-token.claims', () =>
  testCheck(idTokenClaims(fakeContext()), server, [
    ['all', having({}), 'pass'],
    ['a sub of 255', having({ sub: 'x'.repeat(255) }), 'pass'],
    ['no sub', having({ sub: undefined }), 'fail', 'sub'],
    ['an empty sub', having({ sub: '' }), 'fail', 'sub'],
    ['a sub of 256', having({ sub: 'x'.repeat(256) }), 'fail', 'sub'],
    ['a number', having({ sub: 7 }), 'fail', 'sub'],
    ['no exp, no iat', having({ exp: undefined, iat: undefined }), 'fail', 'exp', 'iat'],
  ]));
