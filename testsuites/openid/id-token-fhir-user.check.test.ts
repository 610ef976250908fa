import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { idTokenFhirUser } from './id-token-fhir-user.check.ts';

const read = (status: number, body?: unknown) => ({
  user: {
    exchange: 6,
    claim: 'https://ehr.example.org/fhir/Practitioner/7',
    reference: 'Practitioner/7',
    read: reply(status, body),
  },
});
const PLACE = 'Read of Practitioner/7';

describe('id-token.fhirUser', () =>
  testCheck(idTokenFhirUser(fakeContext()), server, [
    ['the user', read(200, { resourceType: 'Practitioner', id: '7' }), 'pass'],
    ['no claim', { user: { exchange: 6, claim: undefined } }, 'fail', 'fhirUser'],
    ['an organization', { user: { exchange: 6, claim: 'Organization/1' } }, 'fail', 'fhirUser'],
    ['not there', read(404), 'fail', PLACE],
    ['another type', read(200, { resourceType: 'Patient', id: '7' }), 'fail', PLACE],
  ]));
