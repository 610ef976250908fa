import type { FaultArea } from '../simple-faults.ts';

const CLAIMS = ['iss', 'sub', 'aud', 'exp'] as const;

type MissingClaimFaultId = `assertion-missing-${(typeof CLAIMS)[number]}-accepted`;

const missingClaims = Object.fromEntries(
  CLAIMS.map((claim) => [
    `assertion-missing-${claim}-accepted`,
    ['token', `Assertion without ${claim} accepted`, `A client assertion needs no ${claim}.`],
  ]),
) as unknown as Readonly<Record<MissingClaimFaultId, readonly [FaultArea, string, string]>>;

/** Faults of launches beside the standalone one: area, title, and what the server then does. */
export const LAUNCH_FAULTS = {
  ...missingClaims,
  'consent-ignored': [
    'authorize',
    'Consent ignored',
    'All that the app asks for is granted, whatever the user lets through.',
  ],
  'partial-consent-refused': [
    'token',
    'Partial consent refused',
    'A code is not exchanged when the user did not let everything through.',
  ],
  'public-client-refused': [
    'token',
    'Public clients refused',
    'Clients without a secret get no tokens.',
  ],
  'assertion-refused': [
    'token',
    'Client assertions refused',
    'Clients that sign their requests get no tokens.',
  ],
  'assertion-rs384-refused': ['token', 'No RS384', 'Assertions signed with RS384 are refused.'],
  'assertion-es384-refused': ['token', 'No ES384', 'Assertions signed with ES384 are refused.'],
  'assertion-unknown-kid-accepted': [
    'token',
    'kid ignored',
    'A client assertion may name a key that is not registered.',
  ],
  'assertion-refresh-refused': [
    'token',
    'No refresh by assertion',
    'Clients that sign their requests cannot refresh.',
  ],
  'launcher-wrong-iss': ['authorize', 'Wrong iss', 'The EHR opens apps with the iss of another.'],
  'launcher-no-launch': ['authorize', 'No launch value', 'The EHR opens apps without launch.'],
  'launch-refused': [
    'authorize',
    'Launch values refused',
    'An authorization request with a launch value ends at an error page.',
  ],
  'token-no-encounter': ['token', 'No encounter', 'The token response lacks encounter.'],
  'ehr-scopes-granted-as-patient': [
    'token',
    'User-level scopes made patient-level',
    'user/ scopes are granted as patient/ scopes.',
  ],
  'ehr-patient-scopes-refused': [
    'token',
    'No patient-level scopes in EHR launches',
    'patient/ scopes are left out of the grant of an EHR launch.',
  ],
  'scope-launch-not-granted': ['token', 'launch not granted', 'launch is left out of the grant.'],
  'granular-refused': [
    'token',
    'Granular scopes refused',
    'A code is not exchanged when scopes for a category were asked for alone.',
  ],
  'granular-not-granted': [
    'token',
    'No granular scopes',
    'Scopes for a category are left out of the grant.',
  ],
  'granular-granted-broad': [
    'token',
    'Granular scopes made broad',
    'Scopes for a category are granted for the whole type as well.',
  ],
  'granular-filter-ignored': [
    'access',
    'Categories of scopes ignored',
    'A scope for one category opens the whole type.',
  ],
  'granular-hides-all': [
    'access',
    'Granular scopes open nothing',
    'Searches and reads under a scope for a category find nothing.',
  ],
  'revocation-refused': ['token', 'Revocation refused', 'The revocation endpoint answers 503.'],
  'revocation-keeps-refresh-token': [
    'token',
    'Revoked refresh token works',
    'Revocation leaves refresh tokens as they are.',
  ],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type LaunchFaultId = keyof typeof LAUNCH_FAULTS;
