import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answeredFhir } from '../../test/evidence.ts';
import { FAKE_BASE } from '../../test/fake-ehr.ts';
import { entry, profileContext, searchset } from '../../test/us-core-evidence.ts';
import type { Resource } from './bundle.ts';
import { otherPatientsCheck } from './other-patients.check.ts';

const row = { context: profileContext('us-core-condition-problems-health-concerns'), checks: [] };
const reach = (...scopes: readonly string[]) => ({
  access: { context: 'standalone', scopes },
  patients: ['85', '355'],
});
const bound = reach('launch/patient', 'patient/*.rs', 'user/Practitioner.rs');
const of = (patient: string, id = 'c'): Resource => ({
  resourceType: 'Condition',
  id,
  subject: { reference: patient },
});
const brought = (body: object, by = bound) => ({
  gathered: { reach: by, answers: [answeredFhir(200, body)] },
});
const found = (...resources: readonly Resource[]) => brought(searchset(resources));
const provenance = (...targets: readonly string[]): Resource => ({
  resourceType: 'Provenance',
  id: 'p',
  target: targets.map((reference) => ({ reference })),
});

describe("another patient's data", () => {
  testCheck(otherPatientsCheck, row, [
    ['of the patients asked for', found(of('Patient/85'), of('Patient/355')), 'pass'],
    ['by an absolute reference', found(of(`${FAKE_BASE}/Patient/85`)), 'pass'],
    ['of a patient of another server', found(of('https://other.example.org/Patient/1')), 'pass'],
    [
      'shared by all',
      found({ resourceType: 'Organization', id: 'o' }, { resourceType: 'Location', id: 'l' }),
      'pass',
    ],
    ['about a group', found(of('Group/1'), of('Patient/85')), 'pass'],
    [
      'about a relative',
      found({
        resourceType: 'Observation',
        id: 'o',
        subject: { reference: 'Patient/85' },
        focus: [{ reference: 'Patient/86' }],
        performer: [{ reference: 'Patient/86' }],
      }),
      'pass',
    ],
    ['a Provenance of several', found(provenance('Patient/86', 'Patient/85')), 'pass'],
    ['a Provenance of a resource', found(provenance('Condition/c')), 'pass'],
    [
      'another record of the same person',
      found(
        {
          resourceType: 'Patient',
          id: '85',
          link: [{ other: { reference: 'Patient/86' }, type: 'seealso' }],
        },
        { resourceType: 'Patient', id: '86' },
      ),
      'pass',
    ],
    ['a match', found(of('Patient/85'), of('Patient/86')), 'fail', 'Condition'],
    ['a match of none, by its version', found(of('Patient/86/_history/2')), 'fail', 'Condition'],
    [
      'something included',
      brought(
        searchset([], {
          entry: [entry(of('Patient/85')), entry({ resourceType: 'Patient', id: '86' }, 'include')],
        }),
      ),
      'fail',
      'Patient',
    ],
    ['a read', brought(of('Patient/86')), 'fail', 'Condition'],
    ['a Provenance of another alone', found(provenance('Patient/86')), 'fail', 'Provenance'],
    [
      'a version in a history',
      brought(searchset([of('Patient/85'), of('Patient/86')], { type: 'history' })),
      'fail',
      'Condition',
    ],
    [
      'a later page',
      {
        gathered: {
          reach: bound,
          answers: [
            answeredFhir(200, searchset([of('Patient/85')])),
            answeredFhir(200, searchset([of('Patient/86')])),
          ],
        },
      },
      'fail',
      'Condition',
    ],
    [
      'a relative of another',
      found({ resourceType: 'RelatedPerson', id: 'r', patient: { reference: 'Patient/86' } }),
      'warn',
      'RelatedPerson',
    ],
    [
      'a token for all that a user may see',
      brought(searchset([of('Patient/86')]), reach('patient/*.rs', 'user/*.rs')),
      'omit',
    ],
    ['no answer', { gathered: { reach: bound, answers: [] } }, 'skip'],
  ]);
});
