import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { stated } from '../../test/smart-evidence.ts';
import { instantiates } from './instantiates.check.ts';

const PLACE = 'CapabilityStatement.instantiates';
const US_CORE = 'http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server';
const newer = fakeContext(
  fakeConfig({ options: { usCore: '7.0.0', smart: '2.0.0', bulk: '2.0.0' } }),
);

describe('instantiates.us-core-server', () =>
  testCheck(instantiates(fakeContext()), server, [
    ['named', { statement: stated({ instantiates: [US_CORE] }) }, 'pass'],
    ['with version', { statement: stated({ instantiates: [`${US_CORE}|6.1.0`] }) }, 'pass'],
    ['another', { statement: stated({ instantiates: ['http://example.org'] }) }, 'fail', PLACE],
    ['none', { statement: stated({}) }, 'fail', PLACE],
  ]));

describe('instantiates.us-core-server from US Core 7.0.0 on', () =>
  testCheck(instantiates(newer), server, [
    ['named', { statement: stated({ instantiates: [US_CORE] }) }, 'pass'],
    ['none', { statement: stated({}) }, 'warn', PLACE],
  ]));
