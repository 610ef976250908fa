import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { defaultScopes } from '../launch/us-core-types.ts';
import { scopesCoverage } from './scopes-coverage.check.ts';

const ALL = defaultScopes('6.1.0');
const grants = (scope: string, requested = ALL) => ({ token: granted({ scope }, requested) });

describe('scopes.coverage', () =>
  testCheck(scopesCoverage(fakeContext()), server, [
    ['all', grants(ALL), 'pass'],
    ['wildcard', grants('patient/*.rs', 'patient/*.rs'), 'pass'],
    ['one left out', grants(ALL.replace('patient/Goal.rs', '')), 'fail', 'scope'],
    [
      'one for search alone',
      grants(ALL.replace('patient/Goal.rs', 'patient/Goal.s')),
      'fail',
      'scope',
    ],
    ['none told', { token: granted({ scope: undefined }, ALL) }, 'skip'],
    ['not asked for', grants('patient/Patient.rs', 'patient/Patient.rs'), 'skip'],
  ]));
