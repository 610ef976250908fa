import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { defaultScopes } from '../launch/us-core-types.ts';
import { accessScopeCheck } from './access-scope-check.check.ts';

const ALL = defaultScopes('6.1.0');
const grants = (scope: string) => ({ token: granted({ scope }) });

describe('access.scope-check', () =>
  testCheck(accessScopeCheck(fakeContext()), server, [
    ['all', grants(ALL), 'pass'],
    ['wildcard', grants('patient/*.rs'), 'pass'],
    ['Practitioner for the user', grants(`patient/*.s user/*.rs ${ALL}`), 'pass'],
    ['one left out', grants(ALL.replace('patient/Encounter.rs', '')), 'fail', 'scope'],
    ['one for the user', grants(ALL.replace('patient/Goal.rs', 'user/Goal.rs')), 'fail', 'scope'],
    ['none told', { token: granted({ scope: undefined }) }, 'skip'],
    ['none', grants(''), 'fail', ...Array(20).fill('scope')],
  ]));
