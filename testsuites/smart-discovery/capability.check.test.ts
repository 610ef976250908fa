import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { capability, smartCapabilities } from './capability.check.ts';

const listing = (capabilities: unknown) => ({ configuration: discovered({ capabilities }) });

describe('capability.launch-ehr', () =>
  testCheck(capability(fakeContext()), { capability: 'launch-ehr' }, [
    ['listed', listing(['x', 'launch-ehr']), 'pass'],
    ['another', listing(['launch-ehr-2']), 'fail', 'capabilities'],
    ['no list', listing('launch-ehr'), 'skip'],
    ['missing', listing(undefined), 'skip'],
  ]));

describe('the capabilities asked for', () => {
  it('are 17 for US Core 6.1.0', () => expect(smartCapabilities('6.1.0')).toHaveLength(17));
  it('lack the encounter before US Core 5.0.1', () =>
    expect(smartCapabilities('4.0.0').map((row) => row.capability)).not.toContain(
      'context-ehr-encounter',
    ));
});
