import { randomBytes } from 'node:crypto';
import type { Breakage } from '../faults.ts';
import { parseScope, type ClinicalScope, type Grant } from './scopes.ts';

/** What one authorization led to; shared by all tokens that come of it. */
export interface Authorization {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The patient in context. */
  readonly patient?: string;
  readonly encounter?: string;
  /** Every patient that patient-level scopes reach. */
  readonly patients: readonly string[];
  readonly userPatients: readonly string[];
  /** As `Type/id`. */
  readonly fhirUser: string;
  readonly issuer: string;
  readonly fhirBaseUrl: string;
  readonly nonce?: string;
  /** The user let through less than was asked for. */
  readonly partial?: boolean;
  /** Refresh tokens outlive the revocation. */
  refreshable?: boolean;
  revoked: boolean;
}

interface AccessToken {
  readonly authorization: Authorization;
  readonly scopes: readonly string[];
  readonly grant: Grant;
  readonly expiresAt: number;
  readonly useless: boolean;
}

const DAY_MS = 86_400_000;

/** Twice the three months that certification asks for (170.315(g)(10)(v)(A)(1)(iii)). */
const REFRESH_LIFETIME_MS = 180 * DAY_MS;
const SHORT_REFRESH_MS = 30 * DAY_MS;

export const freshSecret = (): string => randomBytes(32).toString('base64url');

/** Every token in circulation. */
export class TokenBook {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Authorization>();
  readonly #refreshEnds = new Map<string, number>();
  readonly #lastExpiry = new Map<Authorization, number>();
  readonly #options: {
    readonly now: () => number;
    readonly lifetimeSeconds: number;
    readonly breakage: Breakage;
  };

  constructor(options: {
    readonly now: () => number;
    readonly lifetimeSeconds: number;
    readonly breakage: Breakage;
  }) {
    this.#options = options;
  }

  /** Issues an access token for the authorization, or for a part of its scopes. */
  issue(
    authorization: Authorization,
    scopes: readonly string[],
    { useless = false, seconds }: { useless?: boolean; seconds?: number } = {},
  ): string {
    const { now, lifetimeSeconds, breakage } = this.#options;
    const token = freshSecret();
    const said = seconds ?? lifetimeSeconds;
    const lasts = breakage.broken('token-expires-early') ? said / 2 : said;
    const clinical = scopes.flatMap((text): ClinicalScope[] => {
      const scope = parseScope(text);
      return scope === undefined ? [] : [scope];
    });
    const { patients, userPatients } = authorization;
    const expiresAt = now() + lasts * 1000;
    this.#lastExpiry.set(authorization, expiresAt);
    this.#access.set(token, {
      authorization,
      scopes,
      useless,
      grant: { scopes: clinical, patients, userPatients },
      expiresAt,
    });
    return token;
  }

  issueRefresh(authorization: Authorization): string {
    const token = freshSecret();
    this.#refresh.set(token, authorization);
    this.#refreshEnds.set(token, this.#options.now() + REFRESH_LIFETIME_MS);
    return token;
  }

  authorizationOf(refreshToken: string): Authorization | undefined {
    const authorization = this.#refresh.get(refreshToken);
    if ((this.#refreshEnds.get(refreshToken) ?? 0) <= this.#options.now()) return undefined;
    const ended = authorization?.revoked === true && authorization.refreshable !== true;
    return ended ? undefined : authorization;
  }

  /** Whether the newest access token of an authorization has expired. */
  hasLapsed(authorization: Authorization): boolean {
    return (this.#lastExpiry.get(authorization) ?? 0) <= this.#options.now();
  }

  /** Any authorization of a client, for a server that does not look at what it is given. */
  anyAuthorization(clientId: string): Authorization | undefined {
    return [...this.#refresh.values()].find((known) => known.clientId === clientId);
  }

  /** What a token opens now; undefined when it is unknown, expired or revoked. */
  grantOf(token: string): Grant | undefined {
    const { broken } = this.#options.breakage;
    const known = this.#access.get(token);
    if (known === undefined || known.authorization.revoked || known.useless) return undefined;
    if (known.expiresAt <= this.#options.now() && !broken('expired-token-accepted'))
      return undefined;
    if (broken('scopes-ignored')) return { ...known.grant, scopes: everything('patient') };
    if (broken('compartment-ignored')) {
      const scopes = known.grant.scopes.map((scope) => ({ ...scope, level: 'system' as const }));
      return { ...known.grant, scopes };
    }
    if (broken('granular-filter-ignored')) {
      const scopes = known.grant.scopes.map(({ filter: _filter, ...scope }) => scope);
      return { ...known.grant, scopes };
    }
    if (broken('granular-hides-all') && known.grant.scopes.some(({ filter }) => filter))
      return { ...known.grant, patients: [], userPatients: [] };
    return known.grant;
  }

  /** The grant of a server that asks for nothing. */
  openGrant(): Grant {
    return { scopes: everything('system'), patients: [], userPatients: [] };
  }

  /** What introspection may tell of an active token. */
  describe(
    token: string,
  ): { authorization: Authorization; scopes: readonly string[]; expiresAt?: number } | undefined {
    const access = this.#access.get(token);
    if (access !== undefined) {
      const { broken } = this.#options.breakage;
      const lives =
        access.expiresAt > this.#options.now() || broken('introspection-expired-active');
      const active = !access.authorization.revoked && lives;
      const { authorization, scopes, expiresAt } = access;
      return active ? { authorization, scopes, expiresAt } : undefined;
    }
    const authorization = this.authorizationOf(token);
    if (authorization === undefined) return undefined;
    const short = this.#options.breakage.broken('introspection-refresh-token-short');
    const expiresAt = short
      ? this.#options.now() + SHORT_REFRESH_MS
      : (this.#refreshEnds.get(token) ?? 0);
    return { authorization, scopes: authorization.scopes, expiresAt };
  }

  /** Ends the authorization behind an access or refresh token, whichever was given. */
  revoke(token: string): void {
    const authorization = this.#access.get(token)?.authorization ?? this.#refresh.get(token);
    if (authorization === undefined) return;
    authorization.revoked = true;
    if (this.#options.breakage.broken('revocation-keeps-refresh-token'))
      authorization.refreshable = true;
  }

  /** Ends whatever a user gave an app. */
  revokeAll(clientId: string, fhirUser: string): void {
    const all = [
      ...[...this.#access.values()].map((access) => access.authorization),
      ...this.#refresh.values(),
    ];
    for (const authorization of all) {
      if (authorization.clientId === clientId && authorization.fhirUser === fhirUser)
        authorization.revoked = true;
    }
  }

  retireRefresh(token: string): void {
    this.#refresh.delete(token);
  }
}

const everything = (level: 'patient' | 'system'): readonly ClinicalScope[] => {
  const scope = parseScope(`${level}/*.cruds`);
  return scope === undefined ? [] : [scope];
};
