import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { capabilitiesAreStrings } from './capabilities-are-strings.check.ts';

const listing = (capabilities: unknown) => ({ configuration: discovered({ capabilities }) });

describe('capabilities-are-strings', () =>
  testCheck(capabilitiesAreStrings(fakeContext()), server, [
    ['strings', listing(['launch-ehr', 'x']), 'pass'],
    [
      'an object and a number among them',
      listing(['launch-ehr', { a: 1 }, 7]),
      'fail',
      'capabilities[1]',
      'capabilities[2]',
    ],
    ['no list', listing('launch-ehr'), 'skip'],
  ]));
