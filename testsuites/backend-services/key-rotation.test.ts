import { describe, expect, it } from 'vitest';
import { server } from '../../core/check.ts';
import type { KeyFetch } from '../../core/key-set.ts';
import { type Attempt, failedToGather, lacking } from '../../core/probe.ts';
import { verdictOf } from '../../core/verdict.ts';
import { testCheck } from '../../test/check-table.ts';
import { EVIDENCE_AT } from '../../test/evidence.ts';
import { fakeConfig, fakeContext } from '../../test/fake-ehr.ts';
import { granted, reply } from '../../test/smart-evidence.ts';
import { jwksCache } from '../attestation/jwks-cache.check.ts';
import { jwksUrl } from './jwks-url.check.ts';
import type { KeyRotation } from './key-rotation.probe.ts';

const TOKEN = reply(200, { access_token: 'x' });
const REFUSED = reply(401, { error: 'invalid_client' });

/** Seconds before or after the request that the new key signed. */
const at = (seconds: number): string =>
  new Date(Date.parse(EVIDENCE_AT) + seconds * 1000).toISOString();

const fetched = (seconds: number): KeyFetch => ({
  at: at(seconds),
  method: 'GET',
  path: '/jwks.json',
  userAgent: 'EHR/1',
});

const BEFORE = fetched(-60);
const WITH_IT = fetched(0);

const rotated = (change: Partial<KeyRotation>): Attempt<KeyRotation> => ({
  brought: {
    kid: 'new',
    addedAt: at(-3),
    added: TOKEN,
    fetches: [BEFORE, WITH_IT],
    log: 9,
    ...change,
  },
});

const without = (why: ReturnType<typeof lacking>): Attempt<KeyRotation> => ({ without: why });

describe('smart.backend.jwks-url', () => {
  const FETCH = 'Fetch of the JWKS';
  const of = (change: Partial<KeyRotation>) => ({ grant: granted(), rotation: rotated(change) });
  testCheck(jwksUrl(fakeContext()), server, [
    ['fetched for the new key', of({}), 'pass'],
    [
      'fetched by one that does not say who',
      of({ fetches: [{ ...WITH_IT, userAgent: '' }] }),
      'pass',
    ],
    [
      'granted and never fetched',
      of({ fetches: [], leadsHere: true }),
      'fail',
      `${FETCH} for key new`,
    ],
    ['granted by an old copy', of({ fetches: [BEFORE] }), 'fail', `${FETCH} for key new`],
    ['fetched at once', of({ fetches: [fetched(-3)] }), 'pass'],
    ['granted, and the address leads elsewhere', of({ fetches: [], leadsHere: false }), 'attest'],
    [
      'refused and never fetched',
      of({ added: REFUSED, fetches: [], leadsHere: true }),
      'fail',
      FETCH,
    ],
    [
      'refused, and the address leads elsewhere',
      of({ added: REFUSED, fetches: [], leadsHere: false }),
      'attest',
    ],
    [
      'refused though fetched',
      of({ added: REFUSED }),
      'fail',
      'Token request signed by key new of the JWKS',
    ],
    ['refused by an old copy', of({ added: REFUSED, fetches: [BEFORE] }), 'attest'],
    ['a server that fails', of({ added: reply(503) }), 'attest'],
    [
      'not configured',
      { grant: granted(), rotation: without(lacking('Not configured.')) },
      'attest',
    ],
    ['no answer', { grant: granted(), rotation: without(failedToGather('No answer.')) }, 'error'],
  ]);

  it('is attested where nothing was decided, and there alone', () => {
    const said = {
      requirement: 'smart.backend.jwks-url',
      by: 'Ann',
      on: '2026-11-01',
      text: 'So.',
    };
    const check = jwksUrl(fakeContext(fakeConfig({ attestations: [said] })));
    const verdict = (change: Partial<KeyRotation>) =>
      verdictOf(check.judge(of(change), server), 'SHALL');
    expect(verdict({ added: REFUSED, fetches: [BEFORE] })).toBe('pass');
    expect(verdict({ added: REFUSED })).toBe('fail');
  });
});

describe('g10.visual.jwks-cache', () => {
  const of = (change: Partial<KeyRotation>) => ({ rotation: rotated(change) });
  testCheck(jwksCache(fakeContext()), server, [
    ['refused once it was out', of({ removed: REFUSED }), 'pass'],
    [
      'still accepted',
      of({ removed: TOKEN }),
      'fail',
      'Token request signed by key new, taken out of the JWKS served with max-age=1',
    ],
    [
      'an old copy in place of the new set',
      of({ added: REFUSED, fetches: [BEFORE] }),
      'fail',
      'JWKS served with max-age=1',
    ],
    ['never fetched', of({ added: REFUSED, fetches: [], leadsHere: true }), 'attest'],
    ['the new key refused though fetched', of({ added: REFUSED }), 'attest'],
    ['a server that fails', of({ removed: reply(500) }), 'attest'],
    ['not configured', { rotation: without(lacking('Not configured.')) }, 'attest'],
    ['no answer', { rotation: without(failedToGather('No answer.')) }, 'error'],
  ]);
});
