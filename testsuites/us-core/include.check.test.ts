import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answeredFhir } from '../../test/evidence.ts';
import { FAKE_BASE } from '../../test/fake-ehr.ts';
import { doneWith, finding, lost, profileContext } from '../../test/us-core-evidence.ts';
import { includeMedicationCheck } from './include-medication.check.ts';
import { includeCheck } from './include.check.ts';

const TYPE = 'MedicationRequest';
const params = [['patient', '85']] as const;
const medication = (id: string) => ({ resourceType: 'Medication', id });
const request = (reference: string) => ({
  resourceType: TYPE,
  id: 'r',
  medicationReference: { reference },
});
const outcome = { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no such include' }] };

describe('_include of medications', () => {
  testCheck(includeMedicationCheck, { context: profileContext('us-core-medicationrequest') }, [
    [
      'one comes',
      { included: { done: finding(TYPE, params, request('Medication/m'), medication('m')) } },
      'pass',
    ],
    [
      'one comes, named by an absolute URL with a version',
      {
        included: {
          done: finding(
            TYPE,
            params,
            request(`${FAKE_BASE}/Medication/m/_history/1`),
            medication('m'),
          ),
        },
      },
      'pass',
    ],
    [
      'one comes, named by another base',
      {
        included: {
          done: finding(TYPE, params, request('http://inner/Medication/m'), medication('m')),
        },
      },
      'pass',
    ],
    [
      'none comes',
      { included: { done: finding(TYPE, params, request('Medication/m')) } },
      'fail',
      'Bundle.entry',
    ],
    ['the matches are lost', { included: { done: finding(TYPE, params) } }, 'fail', 'Bundle.entry'],
    [
      'another comes',
      { included: { done: finding(TYPE, params, request('Medication/m'), medication('n')) } },
      'fail',
      'Bundle.entry.resource',
    ],
    [
      'it is refused',
      { included: { done: doneWith(TYPE, params, answeredFhir(400, outcome)) } },
      'fail',
      'HTTP status',
    ],
    ['it is not answered', { included: { done: lost(TYPE, params) } }, 'error'],
    ['nothing refers to a Medication', { included: {} }, 'omit'],
  ]);
});

describe('_include of anything else', () => {
  const context = profileContext('us-core-medicationrequest');
  const include = { value: `${TYPE}:encounter:Encounter`, expectation: 'SHALL' } as const;
  const encounter = { resourceType: 'Encounter', id: 'e' };
  testCheck(includeCheck, { context, include }, [
    [
      'it comes',
      { included: { done: finding(TYPE, params, request('Medication/m'), encounter) } },
      'pass',
    ],
    [
      'only an outcome comes',
      { included: { done: finding(TYPE, params, request('Medication/m'), outcome) } },
      'fail',
      'Bundle.entry',
    ],
    [
      'another type comes',
      { included: { done: finding(TYPE, params, medication('m')) } },
      'fail',
      'Bundle.entry',
    ],
    [
      'no Bundle comes',
      { included: { done: doneWith(TYPE, params, answeredFhir(200, outcome)) } },
      'fail',
      'body',
    ],
    ['it is not answered', { included: { done: lost(TYPE, params) } }, 'error'],
    ['nothing refers to it', { included: {} }, 'omit'],
  ]);
});
