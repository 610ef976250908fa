import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { contentType } from './content-type.check.ts';

const labelled = (type: string, status = 200) => ({
  discovery: reply(status, {}, { 'Content-Type': type }),
});

describe('content-type', () =>
  testCheck(contentType(fakeContext()), server, [
    ['application/json', labelled('application/json'), 'pass'],
    ['with charset', labelled('Application/JSON; charset=utf-8'), 'pass'],
    ['a page', labelled('text/html'), 'fail', 'Content-Type'],
    ['FHIR', labelled('application/fhir+json'), 'fail', 'Content-Type'],
    ['no label', { discovery: reply(200, {}, {}) }, 'fail', 'Content-Type'],
    ['no document', labelled('text/html', 404), 'skip'],
  ]));
