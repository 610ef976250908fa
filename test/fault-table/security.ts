import type { TlsFaultId } from '../../sandbox/tls-faults.ts';

/** What is turned to a failure or a warning, and what can no longer be shown. */
export interface Effect {
  readonly turned: readonly string[];
  readonly lost?: readonly string[];
}

/** Checks of each endpoint that can be broken alone. */
const CHECKS_OF = {
  authorize: ['security.tls.authorize'],
  token: ['security.tls.token', 'security.tls.bulk-token'],
  introspection: ['security.tls.introspection'],
  jwks: ['security.tls.jwks'],
  'bulk-server': ['security.tls.bulk-server'],
  'bulk-files': ['security.tls.bulk-files'],
} as const;

const EVERY_ENDPOINT = ['security.tls.fhir', ...Object.values(CHECKS_OF).flat()];
const SUM = 'security.tls.1.2';
const CERTIFICATE = 'security.tls.certificate';
const EXPIRY = 'security.tls.certificate-expiry';

/** Endpoints that cannot be known where the target cannot be connected to. */
const BEHIND_FHIR = EVERY_ENDPOINT.filter((id) => !/\.(fhir|bulk-server)$/.test(id));

/** Without a token there is no export, and without an export no address of its files. */
const withoutTokens = (endpoint: string): readonly string[] =>
  endpoint === 'token' || endpoint === 'bulk-server' ? ['security.tls.bulk-files'] : [];

const alone = Object.fromEntries(
  Object.entries(CHECKS_OF).flatMap(([endpoint, checks]): [string, Effect][] => [
    [`tls-old-accepted:${endpoint}`, { turned: checks }],
    [
      `tls-modern-refused:${endpoint}`,
      { turned: [...checks, SUM], lost: [CERTIFICATE, EXPIRY, ...withoutTokens(endpoint)] },
    ],
    [`tls-plain:${endpoint}`, { turned: [...checks, SUM], lost: [CERTIFICATE, EXPIRY] }],
  ]),
);

/** What each fault of the connection does to the checks of connections. */
export const SECURITY_FAULTS: Readonly<Record<string, Effect>> = {
  ...alone,
  'tls-old-accepted': { turned: EVERY_ENDPOINT },
  'tls-modern-refused': {
    turned: ['security.tls.fhir', 'security.tls.bulk-server', SUM],
    lost: [...BEHIND_FHIR, CERTIFICATE, EXPIRY],
  },
  'tls-certificate-expired': { turned: [CERTIFICATE], lost: [...BEHIND_FHIR, SUM, EXPIRY] },
  'tls-certificate-wrong-name': { turned: [CERTIFICATE], lost: [...BEHIND_FHIR, SUM, EXPIRY] },
  'tls-certificate-untrusted': { turned: [CERTIFICATE], lost: [...BEHIND_FHIR, SUM, EXPIRY] },
  'tls-certificate-ends-soon': { turned: [EXPIRY] },
} satisfies Readonly<Partial<Record<TlsFaultId, Effect>>>;
