import { describe } from 'vitest';
import { server } from '../../core/check.ts';
import { testCheck } from '../../test/check-table.ts';
import { fakeContext } from '../../test/fake-ehr.ts';
import { decodedIdToken } from '../../test/id-token-evidence.ts';
import { REQUEST, sentBack } from '../../test/smart-evidence.ts';
import { idTokenNonce } from './id-token-nonce.check.ts';

const evidence = (nonce: string | undefined, sent: { readonly nonce?: string }) => ({
  idToken: decodedIdToken({ nonce }),
  authorization: { ...sentBack(), request: { ...REQUEST, ...sent } },
});

describe('openid.id-token.nonce', () =>
  testCheck(idTokenNonce(fakeContext()), server, [
    ['the one sent', evidence('n-1', { nonce: 'n-1' }), 'pass'],
    ['another', evidence('n-2', { nonce: 'n-1' }), 'fail', 'nonce'],
    ['none', evidence(undefined, { nonce: 'n-1' }), 'warn', 'nonce'],
    ['none was sent', evidence('n-2', {}), 'omit'],
  ]));
