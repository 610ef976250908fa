import { describe } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import {
  MANIFEST_MEMBERS,
  type ManifestRow,
  manifestJson,
  manifestMember,
  outputAbsoluteUrl,
  outputTypeUrl,
  statusExpires,
} from './manifest.check.ts';

const context = fakeContext();
const WHOLE: JsonObject = {
  transactionTime: '2026-01-02T03:04:05.000Z',
  request: 'https://ehr.example.org/fhir/Group/1/$export',
  requiresAccessToken: true,
  output: [{ type: 'Patient', url: 'https://ehr.example.org/1.ndjson' }],
  error: [],
};
const manifest = (change: JsonObject = {}) => ({
  manifest: { exchange: answered(200), json: { ...WHOLE, ...change } },
});

const WRONG: Readonly<Record<ManifestRow['member'], JsonObject[string]>> = {
  transactionTime: 'yesterday',
  request: 7,
  requiresAccessToken: 'true',
  output: {},
  error: null,
};

for (const row of MANIFEST_MEMBERS) {
  describe(`status.complete.${row.member}`, () =>
    testCheck(manifestMember(context), row, [
      ['right', manifest(), 'pass'],
      ['wrong', manifest({ [row.member]: WRONG[row.member] }), 'fail', row.member],
      ...(row.member === 'error'
        ? [['a file without url', manifest({ error: [{ type: 'x' }] }), 'fail', 'error'] as const]
        : []),
    ]));
}

const expiring = (expires?: string) => ({
  reply: reply(200, WHOLE, expires === undefined ? {} : { expires }),
});

describe('status.expires', () =>
  testCheck(statusExpires(context), { kind: 'server' }, [
    ['a time to come', expiring('Fri, 01 Jan 2094 00:00:00 GMT'), 'pass'],
    ['none', expiring(), 'warn', 'Expires'],
    ['a number', expiring('0'), 'warn', 'Expires'],
    ['a time that is over', expiring('Wed, 01 Jan 2020 00:00:00 GMT'), 'warn', 'Expires'],
  ]));

describe('status.complete.json', () =>
  testCheck(manifestJson(context), { kind: 'server' }, [
    ['JSON', { reply: reply(200, WHOLE) }, 'pass'],
    [
      'another label',
      { reply: reply(200, WHOLE, { 'content-type': 'text/plain' }) },
      'fail',
      'Content-Type',
    ],
    ['half of it', { reply: reply(200, '{"output":') }, 'fail', 'Completed status'],
  ]));

describe('manifest.output.type-url', () =>
  testCheck(outputTypeUrl(context), { kind: 'server' }, [
    ['both', manifest(), 'pass'],
    ['no type', manifest({ output: [{ url: 'https://x/y' }] }), 'fail', 'output[0].type'],
    ['no url', manifest({ output: [{ type: 'Patient' }] }), 'fail', 'output[0].url'],
    [
      'an address that is not of the web',
      manifest({ output: [{ type: 'Patient', url: 'file:///etc/passwd' }] }),
      'fail',
      'output[0].url',
    ],
    [
      'a file twice',
      manifest({ output: ['a', 'b', 'a'].map((url) => ({ type: 'Patient', url: `/${url}` })) }),
      'warn',
      'output[2].url',
    ],
    ['nothing listed', manifest({ output: [] }), 'skip'],
  ]));

describe('manifest.output.absolute-url', () =>
  testCheck(outputAbsoluteUrl(context), { kind: 'server' }, [
    ['absolute', manifest(), 'pass'],
    ['relative', manifest({ output: [{ type: 'Patient', url: '/1' }] }), 'fail', 'output.url'],
    ['nothing listed', manifest({ output: [] }), 'skip'],
  ]));
