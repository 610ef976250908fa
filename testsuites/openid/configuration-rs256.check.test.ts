import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { asObject } from '../../test/id-token-evidence.ts';
import { configurationRs256 } from './configuration-rs256.check.ts';

const PLACE = 'id_token_signing_alg_values_supported';
const offering = (value: unknown) => ({
  configuration: { exchange: 8, json: asObject({ [PLACE]: value }) },
});

describe('configuration.rs256', () =>
  testCheck(configurationRs256(fakeContext()), server, [
    ['offered', offering(['ES384', 'RS256']), 'pass'],
    ['another', offering(['HS256']), 'fail', PLACE],
    ['missing', offering(undefined), 'skip'],
  ]));
