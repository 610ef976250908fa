import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { reply } from '../../test/smart-evidence.ts';
import { configurationAvailable } from './configuration-available.check.ts';

const PLACE = 'OpenID configuration';
const page = { 'content-type': 'text/html' };

describe('configuration.available', () =>
  testCheck(configurationAvailable(fakeContext()), server, [
    ['a JSON object', { configuration: reply(200, {}) }, 'pass'],
    ['not there', { configuration: reply(404, {}) }, 'fail', PLACE],
    ['an array', { configuration: reply(200, []) }, 'fail', PLACE],
    ['no JSON', { configuration: reply(200, '<html>') }, 'fail', PLACE],
    ['mislabelled', { configuration: reply(200, {}, page) }, 'fail', 'Content-Type'],
    ['not labelled', { configuration: reply(200, {}, {}) }, 'fail', 'Content-Type'],
  ]));
