import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { scopesPatientLevel } from './scopes-patient-level.check.ts';

const grants = (scope: string) => ({ token: granted({ scope }) });

describe('scopes.patient-level', () =>
  testCheck(scopesPatientLevel(fakeContext()), server, [
    ['for the patient', grants('patient/Patient.rs patient/*.rs'), 'pass'],
    ['others for the user', grants('patient/Patient.rs user/Practitioner.rs'), 'pass'],
    ['for the user', grants('user/Patient.rs patient/Goal.rs'), 'fail', 'scope'],
    ['all for the user', grants('user/*.rs'), 'fail', 'scope'],
    ['for the system', grants('system/Practitioner.rs'), 'fail', 'scope'],
    ['none', grants('openid'), 'skip'],
  ]));
