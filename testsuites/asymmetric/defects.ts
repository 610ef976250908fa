import type { JsonObject } from '../../core/json.ts';
import type { AssertionChange } from '../launch/client-assertion.ts';

/** One way in which a client assertion is wrong. */
export interface DefectRow {
  readonly name: string;
  readonly what: string;
  readonly change: AssertionChange;
  /** SHALL where nothing is said: that a server minds a long life is only good practice. */
  readonly level?: 'SHOULD';
  /** Sends the assertion of an earlier request again. */
  readonly replayed?: boolean;
}

const HOUR = 3600;
const SOMEBODY = 'https://app.assay.invalid';

const without =
  (claim: string) =>
  (right: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(right).filter(([name]) => name !== claim));

const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'jti'];

/** SMART App Launch 2, Client Authentication: Asymmetric, what servers verify; RFC 7523, 3. */
export const DEFECTS: readonly DefectRow[] = [
  {
    name: 'wrong-signature',
    what: 'a signature that does not fit',
    change: { flaw: 'wrong-signature' },
  },
  { name: 'unsigned', what: 'alg none and no signature', change: { flaw: 'unsigned' } },
  {
    name: 'unknown-kid',
    what: 'the kid of a key that is not registered',
    change: { header: { kid: 'assay-unknown-key' } },
  },
  {
    name: 'expired',
    what: 'an exp that lies in the past',
    change: { claims: (right, now) => ({ ...right, exp: now - HOUR }) },
  },
  {
    name: 'long-lived',
    level: 'SHOULD',
    what: 'an exp more than five minutes ahead',
    change: { claims: (right, now) => ({ ...right, exp: now + HOUR }) },
  },
  {
    name: 'wrong-aud',
    what: 'the aud of another server',
    change: { claims: (right) => ({ ...right, aud: 'https://fhir.assay.invalid/token' }) },
  },
  {
    name: 'wrong-iss',
    what: 'the iss of another client',
    change: { claims: (right) => ({ ...right, iss: SOMEBODY }) },
  },
  {
    name: 'wrong-sub',
    what: 'the sub of another client',
    change: { claims: (right) => ({ ...right, sub: SOMEBODY }) },
  },
  { name: 'replayed-jti', what: 'a jti that was used before', change: {}, replayed: true },
  ...CLAIMS.map((claim) => ({
    name: `missing-${claim}`,
    what: `no ${claim}`,
    change: { claims: without(claim) },
  })),
];
