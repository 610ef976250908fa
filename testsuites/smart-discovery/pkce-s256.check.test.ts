import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { discovered } from '../../test/smart-evidence.ts';
import { pkceS256 } from './pkce-s256.check.ts';

const PLACE = 'code_challenge_methods_supported';
const offering = (methods: unknown) => ({
  configuration: discovered({ code_challenge_methods_supported: methods }),
});

describe('pkce.s256', () =>
  testCheck(pkceS256(fakeContext()), server, [
    ['offered', offering(['plain', 'S256']), 'pass'],
    ['plain alone', offering(['plain']), 'fail', PLACE],
    ['in small letters', offering(['s256']), 'fail', PLACE],
    ['missing', offering(undefined), 'skip'],
  ]));
