import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredFhir } from '../../test/evidence.ts';
import { doneWith, finding, lost, profileContext, searchset } from '../../test/us-core-evidence.ts';
import { provenanceCheck } from './provenance.check.ts';
import type { SearchDone } from './search-run.ts';

const params = [
  ['patient', '85'],
  ['_revinclude', 'Provenance:target'],
] as const;
const allergy = { resourceType: 'AllergyIntolerance', id: 'a' };
const record = { resourceType: 'Provenance', id: 'p' };
const outcome = { resourceType: 'OperationOutcome' };
const asked = (...searches: readonly SearchDone[]) => ({ provenance: { searches } });
const answeredWith = (status: number, body: unknown) =>
  asked(doneWith('AllergyIntolerance', params, answeredFhir(status, body)));

describe('_revinclude=Provenance:target', () => {
  testCheck(provenanceCheck, { context: profileContext('us-core-allergyintolerance') }, [
    ['brings Provenance', asked(finding('AllergyIntolerance', params, allergy, record)), 'pass'],
    [
      'brings it for the second patient',
      asked(
        finding('AllergyIntolerance', params, allergy),
        finding('AllergyIntolerance', params, allergy, record),
      ),
      'pass',
    ],
    ['is refused', answeredWith(400, outcome), 'fail', 'HTTP status'],
    ['breaks the server', answeredWith(500, outcome), 'fail', 'HTTP status'],
    [
      'is answered with no JSON',
      asked(doneWith('AllergyIntolerance', params, answered(200, {}, '<html>'))),
      'fail',
      'body',
    ],
    ['is answered with no Bundle', answeredWith(200, allergy), 'fail', 'body'],
    ['brings none', asked(finding('AllergyIntolerance', params, allergy)), 'skip'],
    ['brings another type', answeredWith(200, searchset([allergy])), 'skip'],
    ['has nothing to be about', asked(), 'skip'],
    ['is not answered', asked(lost('AllergyIntolerance', params)), 'error'],
  ]);
});
