import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { BLOCKED, sentBack, strandedAt } from '../../test/smart-evidence.ts';
import { authorizeRequest } from './authorize-request.check.ts';

const PLACE = 'Authorization request';

describe('authorize.request', () =>
  testCheck(authorizeRequest(fakeContext()), server, [
    ['sent back', { authorization: sentBack() }, 'pass'],
    ['sent back without a code', { authorization: sentBack({ state: 'the-state' }) }, 'pass'],
    ['an error page', { authorization: strandedAt(400) }, 'fail', PLACE],
    [
      'sent back with an error',
      { authorization: sentBack({ error: 'invalid_scope', error_description: 'No.' }) },
      'fail',
      PLACE,
    ],
    [
      'sent back for another reason',
      { authorization: sentBack({ error: 'server_error' }) },
      'pass',
    ],
    [
      'GET is not taken at all',
      { authorization: { ...strandedAt(405), first: answered(405, {}, '', { index: 5 }) } },
      'skip',
    ],
    ['a page that no step fits', { authorization: strandedAt(200) }, 'skip'],
    ['not gone on with', { authorization: BLOCKED }, 'skip'],
  ]));
