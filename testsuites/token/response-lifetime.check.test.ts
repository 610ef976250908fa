import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { responseLifetime } from './response-lifetime.check.ts';

const lived = (midRead?: ReturnType<typeof reply>) => ({
  expired: { life: 3, read: reply(401), ...(midRead === undefined ? {} : { midRead }) },
});

describe('token.response.lifetime', () =>
  testCheck(responseLifetime(fakeContext()), server, [
    ['the patient', lived(reply(200, { resourceType: 'Patient' })), 'pass'],
    ['refused', lived(reply(401)), 'fail', 'Read within the life of the token'],
    ['read too late', lived(), 'skip'],
  ]));
