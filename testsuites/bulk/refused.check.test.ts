import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { kickOffErrors, unknownStrict } from './refused.check.ts';

const context = fakeContext();
const OUTCOME = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-supported' }],
};
const refused = { reply: reply(400, OUTCOME) };
const accepted = { reply: reply(202, '') };
const plain = { reply: reply(404, 'Not found', { 'content-type': 'text/plain' }) };
const busy = { reply: reply(429, OUTCOME) };

describe('param.unknown.strict', () =>
  testCheck(unknownStrict(context), server, [
    ['refused', { tried: refused }, 'pass'],
    ['accepted', { tried: accepted }, 'warn', 'Kick-off with _assayUnknown'],
    [
      'an error of the server',
      { tried: { reply: reply(500, '') } },
      'warn',
      'Kick-off with _assayUnknown',
    ],
    ['other exports under way', { tried: busy }, 'skip'],
  ]));

describe('kickoff.error-outcome', () =>
  testCheck(kickOffErrors(context), server, [
    ['both refused well', { unknown: refused, noGroup: refused }, 'pass'],
    ['one accepted', { unknown: accepted, noGroup: refused }, 'pass'],
    ['one in plain text', { unknown: refused, noGroup: plain }, 'fail', 'Refused kick-off'],
    [
      'an OperationOutcome without an issue',
      { unknown: { reply: reply(400, { resourceType: 'OperationOutcome' }) }, noGroup: refused },
      'fail',
      'Refused kick-off',
    ],
    ['none refused', { unknown: accepted, noGroup: accepted }, 'omit'],
    ['other exports under way', { unknown: busy, noGroup: busy }, 'omit'],
  ]));
