import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { responseRequestedScopes } from './response-requested-scopes.check.ts';

describe('response.all-requested-scopes', () =>
  testCheck(responseRequestedScopes(fakeContext()), server, [
    ['all', { token: granted() }, 'pass'],
    ['more', { token: granted({ scope: 'openid profile' }, 'openid') }, 'pass'],
    ['fewer', { token: granted({ scope: 'openid' }) }, 'warn', ...Array(4).fill('scope')],
    ['none told', { token: granted({ scope: undefined }) }, 'skip'],
  ]));
