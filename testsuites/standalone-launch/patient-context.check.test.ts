import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { patientContext } from './patient-context.check.ts';

const read = (status: number, body?: unknown) => ({
  patient: { exchange: 6, patient: '85', read: reply(status, body) },
});
const PLACE = 'Read of Patient/85';

describe('patient-context', () =>
  testCheck(patientContext(fakeContext()), server, [
    ['the patient', read(200, { resourceType: 'Patient', id: '85' }), 'pass'],
    ['none named', { patient: { exchange: 6, patient: undefined } }, 'fail', 'patient'],
    ['a number', { patient: { exchange: 6, patient: 85 } }, 'fail', 'patient'],
    ['not there', read(404), 'fail', PLACE],
    ['another patient', read(200, { resourceType: 'Patient', id: '86' }), 'fail', PLACE],
    ['another type', read(200, { resourceType: 'Group', id: '85' }), 'fail', PLACE],
    ['no JSON', read(200, '<html>'), 'fail', PLACE],
  ]));
