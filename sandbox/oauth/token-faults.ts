import type { FaultArea } from '../simple-faults.ts';

/** Faults of tokens and refusals beside those of every server: area, title, and what it then does. */
export const TOKEN_FAULTS = {
  'token-error-html': [
    'token',
    'Refusals as a page',
    'The token endpoint refuses with a page of HTML in place of JSON.',
  ],
  'token-error-unnamed': [
    'token',
    'Refusals without a reason',
    'The token endpoint refuses with JSON that has no error.',
  ],
  'authorize-accepts-plain-challenge': [
    'token',
    'Challenge method plain accepted',
    'A code is bound to a challenge by the method plain, and exchanged.',
  ],
  'authorize-accepts-unknown-client': [
    'authorize',
    'Unknown client let in',
    'An authorization request of a client that is not registered is taken for that of another.',
  ],
  'refresh-of-another-client-accepted': [
    'token',
    'Refresh token of another client accepted',
    'A refresh token works for any client.',
  ],
  'refresh-after-expiry-refused': [
    'token',
    'No refresh after expiry',
    'A refresh token ends with the access token.',
  ],
  'token-banner-string': [
    'token',
    'Banner told by a word',
    'need_patient_banner is the string "true".',
  ],
  'token-intent-list': ['token', 'Intent as a list', 'intent is an array.'],
  'introspection-expired-active': [
    'token',
    'Expired token active',
    'An expired token is said to be active.',
  ],
  'introspection-no-encounter': [
    'token',
    'Introspection without encounter',
    'The active answer lacks encounter.',
  ],
  'introspection-wrong-subject': [
    'token',
    'Introspection with another subject',
    'The active answer names another subject than the id_token.',
  ],
  'introspection-fewer-scopes': [
    'token',
    'Introspection with fewer scopes',
    'The active answer lacks the last of the scopes granted.',
  ],
  'introspection-refresh-token-short': [
    'token',
    'Refresh tokens of a month',
    'Introspection says that refresh tokens end after 30 days.',
  ],
  'unauthorized-no-challenge': [
    'access',
    'No challenge with 401',
    'A refused token is answered with 401 and no WWW-Authenticate.',
  ],
  'id-token-no-nonce': ['openid', 'No nonce', 'The id_token lacks the nonce of the request.'],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type TokenFaultId = keyof typeof TOKEN_FAULTS;
