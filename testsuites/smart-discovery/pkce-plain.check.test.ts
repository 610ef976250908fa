import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { pkcePlain } from './pkce-plain.check.ts';

const PLACE = 'code_challenge_methods_supported';
const offering = (methods: unknown) => ({
  configuration: discovered({ code_challenge_methods_supported: methods }),
});

describe('pkce.no-plain', () =>
  testCheck(pkcePlain(fakeContext()), server, [
    ['S256 alone', offering(['S256']), 'pass'],
    ['plain too', offering(['S256', 'plain']), 'fail', PLACE],
    ['nothing to look at', offering(undefined), 'skip'],
  ]));
