import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { CACHE_HEADERS } from './cache-header.ts';
import { responseCacheHeader } from './response-cache-header.check.ts';

const sending = (headers: Readonly<Record<string, string>>) => ({
  token: granted({}, 'openid', headers),
});

for (const row of CACHE_HEADERS) {
  const { field, directive } = row;
  describe(`response.${row.name}`, () =>
    testCheck(responseCacheHeader(fakeContext()), row, [
      ['there', sending({ [field]: directive }), 'pass'],
      ['in other letters', sending({ [field.toLowerCase()]: directive.toUpperCase() }), 'pass'],
      ['among others', sending({ [field]: `private, ${directive}` }), 'pass'],
      ['another', sending({ [field]: 'private' }), 'fail', field],
      ['only alike', sending({ [field]: `x${directive}` }), 'fail', field],
      ['missing', sending({}), 'fail', field],
    ]));
}
