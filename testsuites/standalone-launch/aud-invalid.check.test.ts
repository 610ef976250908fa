import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { BLOCKED, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { audInvalid } from './aud-invalid.check.ts';

const usual = sentBack();
const PLACE = 'Authorization request with aud https://fhir.assay.invalid/r4';

describe('aud.invalid', () =>
  testCheck(audInvalid(fakeContext()), server, [
    ['an error page', { usual, foreign: strandedAt(400) }, 'pass'],
    ['an error page that says 200', { usual, foreign: strandedAt(200) }, 'pass'],
    ['an error', { usual, foreign: sentBack({ error: 'invalid_request' }) }, 'pass'],
    ['neither code nor error', { usual, foreign: sentBack({}) }, 'pass'],
    ['a code', { usual, foreign: sentBack({ code: 'c' }) }, 'fail', PLACE],
    ['not gone on with', { usual, foreign: BLOCKED }, 'skip'],
    ['no code for the right aud', { usual: strandedAt(400), foreign: strandedAt(400) }, 'skip'],
  ]));
