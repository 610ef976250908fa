import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
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
    ['a page that no step fits', { authorization: strandedAt(200) }, 'skip'],
    ['not gone on with', { authorization: BLOCKED }, 'skip'],
  ]));
