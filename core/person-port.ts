/** What a person is asked to do, and by what it is known when it has been done. */
export interface Invitation {
  readonly runId: string;
  /** Name of the authorization round; its steps follow each other. */
  readonly round: string;
  readonly stage: 'authorize' | 'launcher' | 'revoker';
  /** Where the person is to go; absent where the EHR is to open the app, or it is not known. */
  readonly url?: string;
  /** Sent by POST to that address, which is got otherwise. */
  readonly form?: readonly (readonly [string, string])[];
  /** The address at which the browser comes back. */
  readonly returnsTo: string;
  /** By which an answer is told from others (RFC 6749, 10.12); a launch has none. */
  readonly state?: string;
  /** Whom the app is opened from. */
  readonly issuer: string;
  /** By which the EHR names the app. */
  readonly clientId?: string;
  readonly seconds: number;
  /** What the person should know about this login. */
  readonly note?: string;
}

/** What came of an invitation. */
export type Arrival =
  | { readonly kind: 'returned'; readonly parameters: readonly (readonly [string, string])[] }
  /** The person says that the server showed an error and did not send the browser back. */
  | { readonly kind: 'error-page'; readonly said: string }
  /** The person says that what was asked at the EHR is done. */
  | { readonly kind: 'done' }
  | { readonly kind: 'nobody' };

/** Somebody who came to the callback or launch address and was not let in. */
export interface RefusedArrival {
  /** ISO 8601 instant. */
  readonly at: string;
  readonly why: string;
}

/** Has a person go through a login. */
export interface PersonPort {
  /**
   * Shows a person the way and resolves with what came of it; undefined where nothing has come
   * yet and this process cannot wait for it. Who answers so says `nobody` when the time is up.
   */
  meet(invitation: Invitation, signal?: AbortSignal): Promise<Arrival | undefined>;
  /** Who was refused since this was last asked. */
  refused(): Promise<readonly RefusedArrival[]>;
  /** Seconds after which a process that cannot wait is to look again. */
  readonly lookAgainSeconds?: () => number;
  /** Called when what `meet` brought is stored: whoever holds it for us can let it go. */
  readonly stored?: () => Promise<void>;
}
