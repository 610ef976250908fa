import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { refreshAccess } from './refresh-access.check.ts';

const PLACE = 'Patient read with the refreshed token';

describe('refresh.access', () =>
  testCheck(refreshAccess(fakeContext()), server, [
    ['the patient', { read: reply(200, { resourceType: 'Patient', id: '85' }) }, 'pass'],
    ['refused', { read: reply(401) }, 'fail', PLACE],
    ['something else', { read: reply(200, { resourceType: 'OperationOutcome' }) }, 'fail', PLACE],
  ]));
