import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { stated } from '../../test/smart-evidence.ts';
import { metadataFhirVersion } from './metadata-fhir-version.check.ts';

const PLACE = 'CapabilityStatement.fhirVersion';

describe('metadata.fhir-version', () =>
  testCheck(metadataFhirVersion(fakeContext()), server, [
    ['4.0.1', { statement: stated({ fhirVersion: '4.0.1' }) }, 'pass'],
    ['4.0.0', { statement: stated({ fhirVersion: '4.0.0' }) }, 'pass'],
    ['R4B', { statement: stated({ fhirVersion: '4.3.0' }) }, 'fail', PLACE],
    ['a number', { statement: stated({ fhirVersion: 4 }) }, 'fail', PLACE],
    ['none', { statement: stated({}) }, 'fail', PLACE],
  ]));
