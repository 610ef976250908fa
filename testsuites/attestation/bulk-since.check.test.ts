import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { lacking } from '../../core/probe.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import type { FileOutcome } from '../bulk/file-outcome.ts';
import { bulkSince } from './bulk-since.check.ts';

const SINCE = '2026-02-01T00:00:00.000Z';

/** Of a file only what is told of the times of its resources matters here. */
const outcome = (oldest: string, resources: number): FileOutcome =>
  ({ oldest, newest: oldest, resources, unstamped: 0 }) as FileOutcome;

const exported = (oldest: string, resources: number) => ({
  read: {
    brought: {
      since: SINCE,
      manifest: { ...reply(200, {}), json: {} },
      files: [
        {
          type: 'Condition',
          url: 'https://ehr.example.org/files/1',
          exchange: answered(200),
          redirects: 0,
          outcome: outcome(oldest, resources),
        },
      ],
    },
  },
});

describe('g10.visual.bulk-since', () =>
  testCheck(bulkSince(fakeContext()), server, [
    ['what changed since then', exported('2026-02-02T00:00:00.000Z', 3), 'pass'],
    ['what changed before', exported('2026-01-01T00:00:00.000Z', 3), 'fail', 'meta.lastUpdated'],
    ['nothing', exported('', 0), 'attest'],
    ['no export', { read: { without: lacking('No export was made.') } }, 'attest'],
  ]));
