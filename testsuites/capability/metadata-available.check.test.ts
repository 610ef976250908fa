import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeCapabilityStatement, fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { metadataAvailable } from './metadata-available.check.ts';

const statement = fakeCapabilityStatement();
const { date: _date, ...dateless } = statement;

describe('metadata.available', () =>
  testCheck(metadataAvailable(fakeContext()), server, [
    ['a capability statement', { metadata: reply(200, statement) }, 'pass'],
    ['behind a login', { metadata: reply(401, statement) }, 'fail', 'GET /metadata'],
    ['a page', { metadata: reply(200, '<html>') }, 'fail', 'GET /metadata'],
    ['nothing', { metadata: reply(404) }, 'fail', 'GET /metadata'],
    ['an array', { metadata: reply(200, [statement]) }, 'fail', 'GET /metadata'],
    [
      'another resource',
      { metadata: reply(200, { resourceType: 'OperationOutcome' }) },
      'fail',
      'resourceType',
    ],
    ['no date', { metadata: reply(200, dateless) }, 'fail', 'CapabilityStatement.date'],
    [
      'no format and a status of its own making',
      { metadata: reply(200, { ...statement, format: [], status: 'fine' }) },
      'fail',
      'CapabilityStatement.format',
      'CapabilityStatement.status',
    ],
  ]));
