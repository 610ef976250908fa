import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { decodedIdToken } from '../../test/id-token-evidence.ts';
import { idTokenAlg } from './id-token-alg.check.ts';

describe('id-token.alg', () =>
  testCheck(idTokenAlg(fakeContext()), server, [
    ['RS256', { idToken: decodedIdToken() }, 'pass'],
    ['HS256', { idToken: decodedIdToken({}, { alg: 'HS256' }) }, 'fail', 'alg'],
    ['none', { idToken: decodedIdToken({}, { alg: 'none' }) }, 'fail', 'alg'],
    ['missing', { idToken: decodedIdToken({}, { alg: undefined }) }, 'fail', 'alg'],
  ]));
