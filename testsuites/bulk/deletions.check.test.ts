import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { deletionBundles, problemOf } from './deletions.check.ts';

const entry = (request: object) => ({ request });
const DELETION = entry({ method: 'DELETE', url: 'Patient/1' });
const bundle = (type: string, ...entries: readonly object[]) =>
  JSON.stringify({ resourceType: 'Bundle', type, entry: entries });

describe('a line of deletions', () => {
  it.each([
    ['a deletion', bundle('transaction', DELETION, DELETION), undefined],
    ['another Bundle', bundle('collection', DELETION), 'a Bundle of type collection'],
    ['no Bundle', '{"resourceType":"Patient"}', 'resource type Patient'],
    ['no entry', bundle('transaction'), 'a Bundle without entries'],
    [
      'a PUT',
      bundle('transaction', entry({ method: 'PUT', url: 'x' })),
      'an entry with method PUT and url x',
    ],
    [
      'no url',
      bundle('transaction', entry({ method: 'DELETE' })),
      'an entry with method DELETE and url undefined',
    ],
    ['half a line', '{"resourceType"', 'a line that is no JSON'],
    ['a number', '7', 'a line that is no object'],
    ['too long a line', undefined, 'a line that is no JSON'],
  ])('%s', (_case, text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });
});

const file = { type: 'Bundle', url: 'https://ehr.example.org/files/deleted.ndjson' };
const read = (status: number, outcome?: object) => ({
  deletions: [
    {
      file,
      exchange: answered(status),
      ...(outcome === undefined ? {} : { outcome: { lines: 1, problems: [], ...outcome } }),
    },
  ],
});

describe('deleted-files.bundles', () =>
  testCheck(deletionBundles(fakeContext()), server, [
    ['right', read(200, {}), 'pass'],
    [
      'wrong',
      read(200, { problems: [{ line: 3, what: 'resource type Patient' }] }),
      'fail',
      'deleted.ndjson, line 3',
    ],
    ['not there', read(404), 'fail', 'deleted.ndjson'],
    ['redirected to nowhere', read(307), 'fail', 'deleted.ndjson'],
  ]));
