import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { grant, GRANTS } from './grant.check.ts';

const PLACE = 'grant_types_supported';
const offering = (grants: unknown) => ({
  configuration: discovered({ grant_types_supported: grants }),
});

for (const row of GRANTS) {
  describe(`grant.${row.grant}`, () =>
    testCheck(grant(fakeContext()), row, [
      ['offered', offering(['x', row.grant]), 'pass'],
      ['another', offering(['x']), 'fail', PLACE],
      ['no list', offering(row.grant), 'skip'],
      ['missing', offering(undefined), 'skip'],
    ]));
}
