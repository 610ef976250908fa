import { describe } from 'vitest';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { type KickOffRow, KICK_OFFS, kickOffCheck } from './kick-off.check.ts';

const definition = kickOffCheck(fakeContext());
const rowOf = (name: KickOffRow['name']): KickOffRow =>
  KICK_OFFS.find((row) => row.name === name) as KickOffRow;
const URL_OF_STATUS = { 'content-location': 'https://ehr.example.org/status/1' };

describe('kickoff.accepted', () =>
  testCheck(definition, rowOf('accepted'), [
    ['202', { reply: reply(202, '', URL_OF_STATUS) }, 'pass'],
    ['200', { reply: reply(200, {}) }, 'fail', 'Kick-off'],
    ['400', { reply: reply(400, {}) }, 'fail', 'Kick-off'],
  ]));

describe('kickoff.content-location', () =>
  testCheck(definition, rowOf('content-location'), [
    ['absolute', { reply: reply(202, '', URL_OF_STATUS) }, 'pass'],
    ['missing', { reply: reply(202, '', {}) }, 'fail', 'Content-Location'],
    [
      'relative',
      { reply: reply(202, '', { 'content-location': '/x' }) },
      'fail',
      'Content-Location',
    ],
  ]));

describe('kickoff.async-header', () =>
  testCheck(definition, rowOf('async-header'), [
    ['202', { reply: reply(202, '') }, 'pass'],
    ['data at once', { reply: reply(200, { resourceType: 'Bundle' }) }, 'fail', 'Kick-off'],
  ]));
