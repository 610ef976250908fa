import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { BLOCKED, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { audInvalid } from './aud-invalid.check.ts';

const PLACE = 'Authorization request with aud https://fhir.assay.invalid/r4';

describe('aud.invalid', () =>
  testCheck(audInvalid(fakeContext()), server, [
    ['an error page', { foreign: strandedAt(400) }, 'pass'],
    ['an error page that says 200', { foreign: strandedAt(200) }, 'pass'],
    ['an error', { foreign: sentBack({ error: 'invalid_request' }) }, 'pass'],
    ['neither code nor error', { foreign: sentBack({}) }, 'pass'],
    ['a code', { foreign: sentBack({ code: 'c' }) }, 'fail', PLACE],
    ['not gone on with', { foreign: BLOCKED }, 'skip'],
  ]));
