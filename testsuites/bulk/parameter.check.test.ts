import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { manifestWith } from '../../test/bulk-evidence.ts';
import { testCheck } from '../../test/check-table.ts';
import { answered } from '../../test/evidence.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { LEVELS, levelCheck } from './level.check.ts';
import { kickOffPost, outputFormat, typeParameter } from './parameter.check.ts';

const context = fakeContext();
const cancelled = answered(202);
const GOOD = { reply: reply(202, ''), cancelled };
const REFUSED = { reply: reply(405, '') };
const BUSY = { reply: reply(429, '') };
const UNCANCELLED = { reply: reply(202, ''), cancelled: answered(500) };

const formats = (last: object) => ({
  'application/fhir+ndjson': GOOD,
  'application/ndjson': GOOD,
  ndjson: last,
});

describe('param.outputFormat', () =>
  testCheck(outputFormat(context), server, [
    ['all three', formats(GOOD), 'pass'],
    ['one refused', formats(REFUSED), 'fail', 'Kick-off with _outputFormat=ndjson'],
    ['not cancelled', formats(UNCANCELLED), 'fail', 'DELETE'],
    ['other exports under way', formats(BUSY), 'skip'],
  ]));

describe('kickoff.post', () =>
  testCheck(kickOffPost(context), server, [
    ['accepted', { tried: GOOD }, 'pass'],
    ['refused', { tried: REFUSED }, 'warn', 'Kick-off by POST'],
    ['other exports under way', { tried: BUSY }, 'skip'],
  ]));

describe('param._type', () =>
  testCheck(typeParameter(context), server, [
    ['patients alone', { manifest: manifestWith() }, 'pass'],
    ['others too', { manifest: manifestWith({ output: [{ type: 'Goal' }] }) }, 'warn', '_type'],
  ]));

for (const row of LEVELS) {
  describe(`kickoff.${row.id}`, () =>
    testCheck(levelCheck(context), row, [
      ['accepted', { tried: GOOD }, 'pass'],
      ['refused', { tried: REFUSED }, 'warn', `Kick-off for ${row.what}`],
      ['not registered for', { tried: { reply: reply(403, '') } }, 'omit'],
      ['other exports under way', { tried: BUSY }, 'skip'],
    ]));
}
