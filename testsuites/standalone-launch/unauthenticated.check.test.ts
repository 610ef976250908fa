import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { unauthenticated } from './unauthenticated.check.ts';

const PLACE = 'Patient read without a token';

describe('unauthenticated-401', () =>
  testCheck(unauthenticated(fakeContext()), server, [
    ['401', { read: reply(401) }, 'pass'],
    ['403', { read: reply(403) }, 'fail', PLACE],
    ['the patient', { read: reply(200, { resourceType: 'Patient' }) }, 'fail', PLACE],
  ]));
