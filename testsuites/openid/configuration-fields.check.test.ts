import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { asObject } from '../../test/id-token-evidence.ts';
import { configurationFields } from './configuration-fields.check.ts';

const COMPLETE = {
  issuer: 'https://auth.example.org',
  authorization_endpoint: 'https://auth.example.org/authorize',
  token_endpoint: 'https://auth.example.org/token',
  jwks_uri: 'https://auth.example.org/jwks',
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
};

const having = (change: object) => ({
  configuration: { exchange: 8, json: asObject({ ...COMPLETE, ...change }) },
});

describe('configuration.fields', () =>
  testCheck(configurationFields(fakeContext()), server, [
    ['all', having({}), 'pass'],
    ...Object.keys(COMPLETE).map(
      (name) => [`no ${name}`, having({ [name]: undefined }), 'fail', name] as const,
    ),
    [
      'of the wrong type',
      having({ issuer: 7, response_types_supported: 'code' }),
      'fail',
      'issuer',
      'response_types_supported',
    ],
  ]));
