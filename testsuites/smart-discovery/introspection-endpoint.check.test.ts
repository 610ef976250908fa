import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { introspectionEndpoint } from './introspection-endpoint.check.ts';

const PLACE = 'introspection_endpoint';
const having = (value: unknown) => ({ configuration: discovered({ [PLACE]: value }) });

describe('introspection_endpoint', () =>
  testCheck(introspectionEndpoint(fakeContext()), server, [
    ['published', having('https://auth.example.org/introspect'), 'pass'],
    ['missing', having(undefined), 'warn', PLACE],
    ['of the wrong type', having(true), 'warn', PLACE],
  ]));
