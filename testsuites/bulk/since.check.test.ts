import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { fileRead, filesWith } from '../../test/bulk-evidence.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import type { FileOutcome } from './file-outcome.ts';
import { deletedFiles, sinceAccepted, sinceEffect } from './since.check.ts';

const context = fakeContext();
const since = '2026-01-01T00:00:00.000Z';

const came = (outcome: Partial<FileOutcome>, type = 'Patient') => ({
  read: {
    ...filesWith([fileRead({ resources: 1, unstamped: 0, oldest: '', ...outcome }, type)]),
    since,
  },
});

describe('param.since.accepted', () =>
  testCheck(sinceAccepted(context), server, [
    ['202', { tried: { since, reply: reply(202, '') } }, 'pass'],
    ['400', { tried: { since, reply: reply(400, '') } }, 'fail', 'Kick-off with _since'],
    ['other exports under way', { tried: { since, reply: reply(429, '') } }, 'skip'],
  ]));

describe('param.since.effect', () =>
  testCheck(sinceEffect(context), server, [
    ['newer', came({ oldest: '2026-01-02T00:00:00Z' }), 'pass'],
    ['older', came({ oldest: '2025-01-02T00:00:00Z' }), 'fail', 'meta.lastUpdated'],
    [
      'older, of what belongs to others',
      came({ oldest: '2025-01-02T00:00:00Z' }, 'Location'),
      'skip',
    ],
    ['no stamps', came({ unstamped: 1 }), 'skip'],
    ['nothing', { read: { ...filesWith([]), since } }, 'skip'],
  ]));

const DELETED = [{ type: 'Bundle', url: 'https://ehr.example.org/files/deleted.ndjson' }];

describe('deleted-files', () =>
  testCheck(deletedFiles(context), server, [
    ['told', { read: { ...filesWith([], { deleted: DELETED }), since } }, 'pass'],
    ['none told', { read: { ...filesWith([], { deleted: [] }), since } }, 'pass'],
    [
      'an item without url',
      { read: { ...filesWith([], { deleted: [{ type: 'Bundle' }] }), since } },
      'warn',
      'deleted',
    ],
    ['no list', { read: { ...filesWith([]), since } }, 'warn', 'deleted'],
  ]));
