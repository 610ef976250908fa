import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { fileRead, filesWith, manifestWith, WHOLE_MANIFEST } from '../../test/bulk-evidence.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered, answeredJson } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import {
  emptyFiles,
  manifestPages,
  manifestRequest,
  manifestStable,
  statusProgress,
  transactionTime,
} from './manifest-content.check.ts';

const context = fakeContext();
const again = (change: object) => reply(200, { ...WHOLE_MANIFEST, ...change });
const LATER = '2026-01-02T03:04:06.000Z';

describe('manifest.stable', () =>
  testCheck(manifestStable(context), server, [
    ['the same', { asked: { first: manifestWith(), again: again({}) } }, 'pass'],
    [
      'signed anew',
      {
        asked: {
          first: manifestWith(),
          again: again({ output: [{ type: 'Patient', url: 'https://x/?s=2', count: 2 }] }),
        },
      },
      'pass',
    ],
    [
      'another time',
      { asked: { first: manifestWith(), again: again({ transactionTime: LATER }) } },
      'warn',
      'transactionTime',
    ],
    [
      'a file less',
      { asked: { first: manifestWith(), again: again({ output: [] }) } },
      'warn',
      'output',
    ],
    ['no JSON', { asked: { first: manifestWith(), again: reply(200, 'x') } }, 'warn', 'Manifest'],
  ]));

const paged = (json?: object, status = 200) => ({
  manifest: {
    ...manifestWith(),
    pages: [
      {
        exchange: answeredJson(status, json ?? ''),
        ...(json === undefined ? {} : { json: { ...WHOLE_MANIFEST, ...json } }),
      },
    ],
  },
});

describe('manifest.pages', () =>
  testCheck(manifestPages(context), server, [
    ['agree', paged({ output: [] }), 'pass'],
    ['disagree', paged({ transactionTime: LATER }), 'fail', 'transactionTime'],
    ['lead nowhere', paged(undefined, 404), 'fail', 'link'],
    ['one page', { manifest: manifestWith() }, 'omit'],
  ]));

const begunAt = (url: string) => ({ kickOff: answered(202, {}, '', { url }), polls: [] });
const KICK_OFF = 'https://ehr.example.org/fhir/Group/1/$export';

describe('manifest.request', () =>
  testCheck(manifestRequest(context), server, [
    ['the same', { manifest: manifestWith(), run: begunAt(KICK_OFF) }, 'pass'],
    [
      'behind a proxy',
      {
        manifest: manifestWith({ request: 'http://inner:8080/Group/1/$export' }),
        run: begunAt(KICK_OFF),
      },
      'pass',
    ],
    [
      'another group',
      {
        manifest: manifestWith({ request: 'https://ehr.example.org/fhir/Group/2/$export' }),
        run: begunAt(KICK_OFF),
      },
      'warn',
      'request',
    ],
    [
      'no text',
      { manifest: manifestWith({ request: 7 }), run: begunAt(KICK_OFF) },
      'warn',
      'request',
    ],
  ]));

const newest = (at: string) => ({ read: filesWith([fileRead({ newest: at })]) });

describe('manifest.transaction-time', () =>
  testCheck(transactionTime(context), server, [
    ['older', newest('2025-12-31T00:00:00Z'), 'pass'],
    ['the same instant in another zone', newest('2026-01-02T08:34:05+05:30'), 'pass'],
    ['newer', newest(LATER), 'warn', 'meta.lastUpdated'],
    ['no stamps', newest(''), 'omit'],
    ['no time', { read: filesWith([fileRead({})], { transactionTime: 'x' }) }, 'omit'],
  ]));

describe('manifest.empty-files', () =>
  testCheck(emptyFiles(context), server, [
    ['full', { read: filesWith([fileRead({ lines: 3 })]) }, 'pass'],
    ['empty', { read: filesWith([fileRead({ lines: 0 })]) }, 'warn', 'output'],
  ]));

const polled = (...values: readonly (string | undefined)[]) => ({
  run: {
    kickOff: answered(202),
    polls: values.map((value) => answered(202, value === undefined ? {} : { 'X-Progress': value })),
  },
});

describe('status.x-progress', () =>
  testCheck(statusProgress(context), server, [
    ['short', polled('50%', undefined), 'pass'],
    ['long', polled('x'.repeat(100)), 'warn', 'X-Progress'],
    ['not told', polled(undefined), 'omit'],
  ]));
