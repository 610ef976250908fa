import { describe, expect, it } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { access, searchedTypes } from './access.check.ts';

const context = fakeContext();
const PLACE = 'Search of Goal';

describe('access.goal', () =>
  testCheck(access(context), { type: 'Goal' }, [
    ['a Bundle', { search: reply(200, { resourceType: 'Bundle' }) }, 'pass'],
    ['a page', { search: reply(200, '<html>') }, 'fail', PLACE],
    ['forbidden', { search: reply(403, {}) }, 'fail', PLACE],
    ['not there', { search: reply(404) }, 'fail', PLACE],
  ]));

describe('the types searched', () => {
  it('are 17 for US Core 6.1.0', () => expect(searchedTypes(context)).toHaveLength(17));
});
