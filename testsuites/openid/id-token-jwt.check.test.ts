import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext, fakeIdToken } from '../../test/fake-ehr.ts';
import { idTokenOf } from '../../test/id-token-evidence.ts';
import { idTokenJwt } from './id-token-jwt.check.ts';

describe('id-token.jwt', () =>
  testCheck(idTokenJwt(fakeContext()), server, [
    ['a JWT', { idToken: idTokenOf(fakeIdToken()) }, 'pass'],
    ['a word', { idToken: idTokenOf('hello') }, 'fail', 'id_token'],
    ['a number', { idToken: idTokenOf(7) }, 'fail', 'id_token'],
    ['three words', { idToken: idTokenOf('a.b.c') }, 'fail', 'id_token'],
  ]));
