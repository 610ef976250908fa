import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { granted } from '../../test/smart-evidence.ts';
import { responseFhirContext } from './response-fhir-context.check.ts';

const having = (fhirContext: unknown) => ({ token: granted({ fhirContext }) });
const newer = fakeContext(
  fakeConfig({ options: { usCore: '6.1.0', smart: '2.2.0', bulk: '2.0.0' } }),
);

describe('response.fhirContext in SMART 2.0', () =>
  testCheck(responseFhirContext(fakeContext()), server, [
    ['references', having(['ImagingStudy/1', 'Encounter/a.b-c']), 'pass'],
    ['objects', having([{ reference: 'ImagingStudy/1' }]), 'warn', 'fhirContext[0]'],
    ['absolute', having(['Encounter/1', 'https://x.example/y']), 'warn', 'fhirContext[1]'],
    ['no array', having('ImagingStudy/1'), 'warn', 'fhirContext'],
    ['none', having(undefined), 'omit'],
  ]));

describe('response.fhirContext in SMART 2.2', () =>
  testCheck(responseFhirContext(newer), server, [
    ['objects', having([{ reference: 'ImagingStudy/1' }, { canonical: 'x' }]), 'pass'],
    ['strings', having(['ImagingStudy/1']), 'warn', 'fhirContext[0]'],
    ['an identifier', having([{ identifier: { value: '1' }, type: 'Questionnaire' }]), 'pass'],
    ['an empty object', having([{}]), 'warn', 'fhirContext[0]'],
    ['a reference that is none', having([{ reference: 5 }]), 'warn', 'fhirContext[0]'],
    ['an identifier as text', having([{ identifier: '1' }]), 'warn', 'fhirContext[0]'],
    ['a type that is none', having([{ canonical: 'x', type: [] }]), 'warn', 'fhirContext[0]'],
  ]));
