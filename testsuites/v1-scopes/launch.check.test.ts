import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { launch } from './launch.check.ts';
import { v1Types } from './v1-launch.ts';

const context = fakeContext();
const types = v1Types(context);
const grant = (right: string, these: readonly string[] = types) => ({
  token: reply(200, { scope: these.map((type) => `patient/${type}.${right}`).join(' ') }),
});

describe('smart.v1-scopes.launch', () =>
  testCheck(launch(context), server, [
    ['as asked', grant('read'), 'pass'],
    ['in the syntax of SMART 2', grant('rs'), 'pass'],
    ['one too few', grant('read', types.slice(1)), 'fail', 'scope'],
    ['refused', { token: reply(400, { error: 'invalid_scope' }) }, 'fail', 'Token request'],
    ['no scope told', { token: reply(200, {}) }, 'skip'],
  ]));
