import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { scopesCore } from './scopes-core.check.ts';

describe('scopes.core', () =>
  testCheck(scopesCore(fakeContext()), server, [
    ['all four', { token: granted() }, 'pass'],
    [
      'offline_access not granted',
      { token: granted({ scope: 'openid fhirUser launch/patient' }) },
      'fail',
      'scope',
    ],
    ['none', { token: granted({ scope: '' }) }, 'fail', ...Array(4).fill('scope')],
    ['none told', { token: granted({ scope: undefined }) }, 'skip'],
    ['not asked for', { token: granted({}, 'openid fhirUser') }, 'skip'],
  ]));
