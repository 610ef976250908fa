import type { JWK } from 'jose';

/** An app registered with the sandbox. */
export interface Client {
  readonly id: string;
  readonly name: string;
  /** Absent for a public client, and for one that has keys. */
  readonly secret?: string;
  /** Public keys of a client that signs its requests. */
  readonly keys?: readonly JWK[];
  /** Where its keys are fetched from, and PEM of the authority to trust there. */
  readonly jwks?: { readonly url: string; readonly authority: string };
  /** Set for a client without users; the scopes that it was registered for. */
  readonly systemScopes?: readonly string[];
  /** How long its access tokens live, where that is not as long as others'. */
  readonly lifetimeSeconds?: number;
}

export interface User {
  readonly name: string;
  readonly display: string;
  readonly password: string;
  /** As `Type/id`. */
  readonly fhirUser: string;
  /** Ids of the patients whose records the user may see. */
  readonly patients: readonly string[];
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/** Native apps register loopback with any port (RFC 8252, 7.3); others register `/callback` of theirs. */
export function isRegistered(redirectUri: string): boolean {
  const url = URL.parse(redirectUri);
  if (url === null || url.hash !== '') return false;
  return (
    url.pathname.endsWith('/callback') && (url.protocol === 'https:' || LOOPBACK.test(url.hostname))
  );
}
