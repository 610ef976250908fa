import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { issuerWithoutSso } from './issuer-without-sso.check.ts';

const having = (change: object) => ({
  configuration: discovered({ capabilities: ['launch-ehr'], ...change }),
});

describe('no-issuer-without-sso', () =>
  testCheck(issuerWithoutSso(fakeContext()), server, [
    ['no issuer', having({ issuer: undefined }), 'pass'],
    ['an issuer', having({}), 'warn', 'issuer'],
    ['with OpenID Connect', having({ capabilities: ['sso-openid-connect'] }), 'omit'],
    ['no list of capabilities', having({ capabilities: undefined }), 'skip'],
  ]));
