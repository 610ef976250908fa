import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { scopesV2Syntax } from './scopes-v2-syntax.check.ts';

const grants = (scope: unknown, requested = 'patient/Patient.rs') => ({
  token: granted({ scope }, requested),
});

describe('scopes.v2-syntax', () =>
  testCheck(scopesV2Syntax(fakeContext()), server, [
    ['as asked for', grants('openid patient/Patient.rs'), 'pass'],
    ['more letters', grants('patient/Patient.cruds'), 'pass'],
    ['read and search apart', grants('patient/Patient.r patient/Patient.s'), 'pass'],
    ['narrowed by a query', grants('patient/Observation.rs?category=laboratory'), 'pass'],
    ['wildcard', grants('patient/*.rs'), 'pass'],
    ['v1', grants('patient/Patient.read patient/Goal.*'), 'fail', 'scope', 'scope'],
    ['letters out of order', grants('patient/Patient.sr'), 'fail', 'scope'],
    ['no letters', grants('patient/Patient.'), 'fail', 'scope'],
    ['search alone', grants('patient/Patient.s'), 'fail', 'scope'],
    ['no clinical scope', grants('openid'), 'fail', 'scope'],
    ['none told', grants(undefined), 'skip'],
    ['v2 not asked for', grants('patient/Patient.read', 'patient/Patient.read'), 'skip'],
  ]));
