import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { issuer } from './issuer.check.ts';

const having = (change: object) => ({ configuration: discovered({ ...change }) });

describe('issuer', () =>
  testCheck(issuer(fakeContext()), server, [
    ['both', having({}), 'pass'],
    ['no issuer', having({ issuer: undefined }), 'fail', 'issuer'],
    ['no keys', having({ jwks_uri: undefined }), 'fail', 'jwks_uri'],
    [
      'neither of the right type',
      having({ issuer: 1, jwks_uri: '' }),
      'fail',
      'issuer',
      'jwks_uri',
    ],
    ['no OpenID Connect', having({ capabilities: ['launch-ehr'] }), 'omit'],
    ['no list of capabilities', having({ capabilities: undefined }), 'skip'],
  ]));
