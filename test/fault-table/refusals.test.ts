import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../core/results.ts';
import { planRun } from '../../testsuites/catalogue.ts';
import { runSandbox } from '../detection.ts';
import { fakeConfig } from '../fake-ehr.ts';
import { BULK_FAULT_TABLE } from './bulk.ts';
import { SMART_FAULTS } from './smart.ts';

const TABLE = { ...SMART_FAULTS, ...BULK_FAULT_TABLE };

/** What must be refused, in the words in which it was asked for, and the checks that try it. */
const ASKED_FOR = {
  'wrong aud': ['smart.aud.invalid'],
  'no code_verifier': ['smart.pkce.verifier.missing', 'smart.pkce.verifier.blank'],
  'wrong code_verifier': ['smart.pkce.verifier.wrong'],
  'verifier of another challenge': ['smart.refusal.verifier-of-another'],
  'challenge method plain': ['smart.pkce.verifier.plain', 'smart.refusal.pkce-plain'],
  'code used twice': ['smart.refusal.code-reuse'],
  'wrong code': ['token.exchange.invalid-code'],
  'wrong client': [
    'token.exchange.invalid-client',
    'smart.refusal.another-client',
    'smart.refusal.client-id.authorize',
  ],
  'wrong secret': ['smart.refusal.wrong-secret'],
  'wrong redirect URI': [
    'smart.refusal.redirect-uri.authorize',
    'smart.refusal.redirect-uri.token',
  ],
  'invalid launch value': ['smart.ehr.launch.invalid'],
  'invalid refresh token': ['token.refresh.invalid', 'smart.refusal.refresh-of-another-client'],
  'token of another patient': ['smart.refusal.foreign-patient'],
  'expired bearer': ['smart.refusal.expired-bearer'],
  'garbled bearer': ['smart.refusal.garbled-bearer'],
  'revoked tokens': ['token.revocation.access-denied', 'token.revocation.refresh-denied'],
  'wrong signature': [
    'smart.asymmetric.assertion.wrong-signature',
    'smart.backend.jwt.bad-signature',
  ],
  'unknown kid': ['smart.asymmetric.assertion.unknown-kid', 'smart.backend.jwt.unknown-kid'],
  'expired assertion': ['smart.asymmetric.assertion.expired', 'smart.backend.jwt.expired'],
  'assertion that lives too long': [
    'smart.asymmetric.assertion.long-lived',
    'smart.backend.jwt.exp-too-far',
  ],
  'wrong aud of an assertion': [
    'smart.asymmetric.assertion.wrong-aud',
    'smart.backend.jwt.wrong-aud',
  ],
  'wrong iss': ['smart.asymmetric.assertion.wrong-iss', 'smart.backend.invalid-jwt'],
  'wrong sub': ['smart.asymmetric.assertion.wrong-sub', 'smart.backend.jwt.wrong-sub'],
  'replayed jti': ['smart.asymmetric.assertion.replayed-jti', 'smart.backend.jwt.replayed-jti'],
  'missing claims': [
    ...['iss', 'sub', 'aud', 'exp', 'jti'].map(
      (claim) => `smart.asymmetric.assertion.missing-${claim}`,
    ),
    'smart.backend.jwt.missing-jti',
  ],
  'alg none': ['smart.asymmetric.assertion.unsigned', 'smart.backend.jwt.alg-none'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const tried: readonly string[] = Object.values(ASKED_FOR).flat();

/** How faults are named that let in what must be kept out. */
const LETS_IN = /accept|ignore|reuse|useless|keeps/;

/** Refusals that are tried beyond those asked for. */
const BEYOND = [
  'smart.refusal.pkce-missing',
  'smart.backend.invalid-grant-type',
  'smart.backend.invalid-assertion-type',
];

const FAMILIES =
  /^(smart\.(aud|pkce\.verifier|refusal|asymmetric\.assertion)\.|smart\.backend\.(invalid|jwt)|token\.exchange\.invalid)/;

describe('what must be refused', () => {
  let results: Results;
  beforeAll(async () => {
    ({ results } = await runSandbox({}, undefined, { only: [...tried, ...BEYOND] }));
  });

  it('is all that the plan tries', () => {
    const planned = planRun(fakeConfig()).checks.map(({ id }) => id);
    const ofFamilies = planned.filter((id) => FAMILIES.test(id));
    expect([...tried, ...BEYOND]).toEqual(expect.arrayContaining(ofFamilies));
    expect(planned).toEqual(expect.arrayContaining([...tried]));
  });

  it.each([...tried, ...BEYOND])('%s has a fault that lets it in, and is refused without', (id) => {
    expect((TABLE[id] ?? []).some((fault) => LETS_IN.test(fault))).toBe(true);
    expect(results.checks.find((check) => check.id === id)?.verdict).toBe('pass');
  });
});
