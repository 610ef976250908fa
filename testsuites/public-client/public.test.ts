import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import { idToken } from './id-token.check.ts';
import { launch } from './launch.check.ts';
import { patientContext } from './patient-context.check.ts';

const context = fakeContext();

describe('smart.public.launch', () =>
  testCheck(launch(context), server, [
    ['tokens', { token: reply(200, { access_token: 'x' }) }, 'pass'],
    ['refused', { token: reply(401, {}) }, 'fail', 'Token request of a public client'],
    ['no token', { token: reply(200, {}) }, 'fail', 'Token request of a public client'],
  ]));

describe('smart.public.id-token', () =>
  testCheck(idToken(context), server, [
    ['an id_token', { grant: granted() }, 'pass'],
    ['none', { grant: granted({ id_token: undefined }) }, 'fail', 'id_token'],
    ['a number', { grant: granted({ id_token: 5 }) }, 'fail', 'id_token'],
  ]));

const read = (status: number) => ({
  patient: {
    exchange: 6,
    patient: '85',
    read: reply(status, { resourceType: 'Patient', id: '85' }),
  },
});

describe('smart.public.patient-context', () =>
  testCheck(patientContext(context), server, [
    ['the patient', read(200), 'pass'],
    ['refused', read(403), 'fail', 'Read of Patient/85'],
    ['no patient', { patient: { exchange: 6, patient: undefined } }, 'fail', 'patient'],
  ]));
