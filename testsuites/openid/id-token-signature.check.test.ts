import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { EVIDENCE_AT } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { asObject, decodedIdToken } from '../../test/id-token-evidence.ts';
import { idTokenSignature } from './id-token-signature.check.ts';

const configuration = { exchange: 8, json: asObject({ issuer: 'https://auth.example.org' }) };
const signature = { verified: true, reason: '' };
const now = Date.parse(EVIDENCE_AT) / 1000;
const having = (claims: object) => ({
  idToken: decodedIdToken(claims),
  configuration,
  signature,
});

describe('id-token.signature', () =>
  testCheck(idTokenSignature(fakeContext()), server, [
    ['all right', having({}), 'pass'],
    ['several audiences', having({ aud: ['x', 'standalone-app'] }), 'pass'],
    ['just over, within leeway', having({ exp: now - 59 }), 'pass'],
    ['over', having({ exp: now - 60 }), 'fail', 'exp'],
    ['exp as a string', having({ exp: String(now + 60) }), 'fail', 'exp'],
    ['another client', having({ aud: 'x' }), 'fail', 'aud'],
    ['another issuer', having({ iss: 'https://auth.example.org/' }), 'fail', 'iss'],
    [
      'a signature that does not verify',
      { ...having({}), signature: { verified: false, reason: 'no' } },
      'fail',
      'signature',
    ],
    [
      'a configuration that names no issuer',
      { ...having({}), configuration: { exchange: 8, json: {} } },
      'pass',
    ],
    [
      'no claims',
      having({ iss: undefined, aud: undefined, exp: undefined }),
      'fail',
      'iss',
      'aud',
      'exp',
    ],
  ]));
