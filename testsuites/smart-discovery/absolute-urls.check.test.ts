import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { absoluteUrls } from './absolute-urls.check.ts';

const having = (change: object) => ({ configuration: discovered({ ...change }) });

describe('absolute-urls', () =>
  testCheck(absoluteUrls(fakeContext()), server, [
    ['absolute', having({}), 'pass'],
    ['of the wrong type, told elsewhere', having({ token_endpoint: 7 }), 'pass'],
    [
      'relative',
      having({ token_endpoint: '/token', jwks_uri: 'jwks' }),
      'warn',
      'jwks_uri',
      'token_endpoint',
    ],
  ]));
