import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { refreshed } from '../../test/refresh-evidence.ts';
import { refreshCacheHeaders } from './refresh-cache-headers.check.ts';

const noStore = { 'cache-control': 'no-store' };

describe('refresh.cache-headers', () =>
  testCheck(refreshCacheHeaders(fakeContext()), server, [
    ['both', { tokens: [refreshed()] }, 'pass'],
    ['no Pragma', { tokens: [refreshed({}, noStore)] }, 'fail', 'Pragma'],
    ['neither', { tokens: [refreshed({}, {})] }, 'fail', 'Cache-Control', 'Pragma'],
  ]));
