import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { responseIdToken } from './response-id-token.check.ts';

describe('response.id_token', () =>
  testCheck(responseIdToken(fakeContext()), server, [
    ['there', { token: granted() }, 'pass'],
    ['missing', { token: granted({ id_token: undefined }) }, 'fail', 'id_token'],
    ['empty', { token: granted({ id_token: '' }) }, 'fail', 'id_token'],
    ['an object', { token: granted({ id_token: {} }) }, 'fail', 'id_token'],
    ['openid not granted', { token: granted({ scope: 'fhirUser', id_token: undefined }) }, 'skip'],
  ]));
