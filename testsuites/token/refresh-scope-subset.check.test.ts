import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { refreshed } from '../../test/refresh-evidence.ts';
import { granted } from '../../test/smart-evidence.ts';
import { refreshScopeSubset } from './refresh-scope-subset.check.ts';

const first = granted({ scope: 'openid patient/Patient.rs' });
const again = (scope: unknown) => ({ first, tokens: [refreshed({ scope })] });

describe('refresh.scope-subset', () =>
  testCheck(refreshScopeSubset(fakeContext()), server, [
    ['the same in another order', again('patient/Patient.rs openid'), 'pass'],
    ['fewer', again('openid'), 'pass'],
    ['more', again('openid patient/Goal.rs'), 'fail', 'scope'],
    ['none told', again(undefined), 'skip'],
    ['none told first', { ...again('openid'), first: granted({ scope: undefined }) }, 'skip'],
  ]));
