import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredFhir } from '../../test/evidence.ts';
import { stated } from '../../test/smart-evidence.ts';
import { found, profileContext, searchset, unanswered } from '../../test/us-core-evidence.ts';
import { historyCheck } from './history.check.ts';
import { readAllCheck } from './read-all.check.ts';
import { readCheck } from './read.check.ts';
import { vreadCheck } from './vread.check.ts';

const row = { context: profileContext('us-core-patient') };
const patient = { resourceType: 'Patient', id: '85', meta: { versionId: '2' } };
const source = found(patient);
const outcome = { resourceType: 'OperationOutcome' };
const read = (status: number, body: unknown) => ({ source, exchange: answeredFhir(status, body) });
const tagged = (etag: string) => ({
  source,
  exchange: answered(200, { etag, 'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT' }, patient),
});
const declared = stated({
  rest: [
    {
      resource: [
        { type: 'Patient', interaction: [{ code: 'vread' }, { code: 'history-instance' }] },
      ],
    },
  ],
});

describe('read', () => {
  testCheck(readCheck, row, [
    ['the resource', { read: read(200, patient) }, 'pass'],
    ['a weak ETag', { read: tagged('W/"2"') }, 'pass'],
    ['a strong ETag', { read: tagged('"2"') }, 'pass'],
    ['the ETag of another version', { read: tagged('W/"3"') }, 'warn', 'ETag'],
    ['an ETag without quotation marks', { read: tagged('2') }, 'warn', 'ETag'],
    [
      'a time of its own in Last-Modified',
      {
        read: {
          source,
          exchange: answered(
            200,
            { 'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT' },
            { ...patient, meta: { lastUpdated: '2026-03-02T12:00:00Z' } },
          ),
        },
      },
      'pass',
    ],
    ['another id', { read: read(200, { ...patient, id: '86' }) }, 'fail', 'Patient.id'],
    ['no id', { read: read(200, { resourceType: 'Patient' }) }, 'fail', 'Patient.id'],
    ['an id that is no text', { read: read(200, { ...patient, id: {} }) }, 'fail', 'Patient.id'],
    ['another type', { read: read(200, outcome) }, 'fail', 'body'],
    ['no JSON', { read: { source, exchange: answered(200, {}, '<html>') } }, 'fail', 'body'],
    ['not found', { read: read(404, outcome) }, 'fail', 'HTTP status'],
  ]);
});

describe('vread', () => {
  testCheck(vreadCheck, row, [
    ['the version', { declared, read: read(200, patient) }, 'pass'],
    ['the ETag of another version', { declared, read: tagged('W/"3"') }, 'warn', 'ETag'],
    [
      'another version',
      { declared, read: read(200, { ...patient, meta: { versionId: '3' } }) },
      'warn',
      'Patient.meta.versionId',
    ],
    [
      'no version',
      { declared, read: read(200, { ...patient, meta: null }) },
      'warn',
      'Patient.meta.versionId',
    ],
    ['not found', { declared, read: read(404, outcome) }, 'warn', 'HTTP status'],
    ['it is not declared', { declared: stated({}), read: read(404, outcome) }, 'omit'],
  ]);
});

describe('history', () => {
  const history = (...resources: readonly { resourceType: string; id: string }[]) =>
    read(200, searchset(resources, { type: 'history' }));
  testCheck(historyCheck, row, [
    ['versions', { declared, read: history(patient, patient) }, 'pass'],
    ['no version', { declared, read: history() }, 'warn', 'Bundle.entry'],
    [
      'a deletion, which has no resource',
      {
        declared,
        read: read(200, {
          resourceType: 'Bundle',
          type: 'history',
          entry: [
            { request: { method: 'DELETE', url: 'Patient/85' }, response: { status: '204' } },
            { resource: patient, response: { status: '200', etag: 'W/"2"' } },
          ],
        }),
      },
      'pass',
    ],
    [
      'an entry with the ETag of another version',
      {
        declared,
        read: read(200, {
          resourceType: 'Bundle',
          type: 'history',
          entry: [{ resource: patient, response: { status: '200', etag: 'W/"1"' } }],
        }),
      },
      'warn',
      'Bundle.entry.response.etag',
    ],
    [
      'another patient',
      { declared, read: history(patient, { ...patient, id: '86' }) },
      'warn',
      'Bundle.entry.resource',
    ],
    ['a searchset', { declared, read: read(200, searchset([patient])) }, 'warn', 'Bundle.type'],
    ['not found', { declared, read: read(404, outcome) }, 'warn', 'HTTP status'],
    ['it is not declared', { declared: stated({}), read: history() }, 'omit'],
  ]);
});

describe('every resource that is referred to', () => {
  const context = profileContext('us-core-organization');
  const gathered = (exchange: ReturnType<typeof unanswered>) => ({
    gathered: {
      searches: [],
      gathered: new Map(),
      reads: [{ address: 'Organization/o', exchange }],
    },
  });
  const organization = { resourceType: 'Organization', id: 'o' };
  testCheck(readAllCheck, { context }, [
    ['it', gathered(answeredFhir(200, organization)), 'pass'],
    [
      'another',
      gathered(answeredFhir(200, { ...organization, id: 'p' })),
      'fail',
      'Organization.id',
    ],
    ['not found', gathered(answeredFhir(404, outcome)), 'fail', 'HTTP status'],
    ['no answer', gathered(unanswered()), 'error'],
    ['none', { gathered: { searches: [], gathered: new Map(), reads: [] } }, 'skip'],
  ]);
});
