import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { contextTypes } from './context-types.check.ts';

const CONTEXT = { encounter: 'e1', intent: 'order-review', need_patient_banner: false };

describe('smart.ehr.context-types', () =>
  testCheck(contextTypes(fakeContext()), server, [
    ['all right', { grant: granted(CONTEXT) }, 'pass'],
    ['none', { grant: granted({ patient: undefined }) }, 'pass'],
    [
      'a banner told by a word',
      { grant: granted({ ...CONTEXT, need_patient_banner: 'true' }) },
      'fail',
      'need_patient_banner',
    ],
    ['intent as a list', { grant: granted({ ...CONTEXT, intent: ['a'] }) }, 'fail', 'intent'],
    ['a number for an id', { grant: granted({ ...CONTEXT, encounter: 7 }) }, 'fail', 'encounter'],
  ]));
