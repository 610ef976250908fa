import type { Fault } from './faults.ts';

/** Endpoints that can be moved to an address of their own, to be broken alone. */
export const MOVABLE_ENDPOINTS = [
  'authorize',
  'token',
  'introspection',
  'jwks',
  'bulk-server',
  'bulk-files',
] as const;

export type MovableEndpoint = (typeof MOVABLE_ENDPOINTS)[number];

/** What can be wrong with one endpoint, or with all at once. */
export const ENDPOINT_TLS_FAULTS = ['tls-old-accepted', 'tls-modern-refused', 'tls-plain'] as const;

export type EndpointTlsFault = (typeof ENDPOINT_TLS_FAULTS)[number];

/** What can be wrong with the certificate of all. */
export const CERTIFICATE_FAULTS = [
  'tls-certificate-expired',
  'tls-certificate-wrong-name',
  'tls-certificate-untrusted',
  'tls-certificate-ends-soon',
] as const;

export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

export type TlsFaultId =
  | 'tls-old-accepted'
  | 'tls-modern-refused'
  | `${EndpointTlsFault}:${MovableEndpoint}`
  | CertificateFault;

const fault = (id: TlsFaultId, title: string, what: string): Fault => ({
  id,
  area: 'tls',
  title,
  what,
});

const WORDS: Readonly<Record<EndpointTlsFault, readonly [title: string, what: string]>> = {
  'tls-old-accepted': ['Old TLS accepted', 'takes TLS 1.0 and 1.1 beside newer versions'],
  'tls-modern-refused': ['Nothing newer than TLS 1.1', 'takes TLS 1.0 and 1.1 and nothing newer'],
  'tls-plain': ['No TLS', 'speaks http without TLS'],
};

/** Faults of the connection itself; each makes the sandbox speak TLS. */
export const TLS_FAULTS: readonly Fault[] = [
  fault('tls-old-accepted', 'Old TLS accepted', 'Every endpoint takes TLS 1.0 and 1.1, too.'),
  fault('tls-modern-refused', 'Nothing newer than TLS 1.1', 'No endpoint takes TLS 1.2 or 1.3.'),
  ...ENDPOINT_TLS_FAULTS.flatMap((id) =>
    MOVABLE_ENDPOINTS.map((endpoint) => {
      const [title, what] = WORDS[id];
      const where = `Endpoint "${endpoint}" has an address of its own`;
      return fault(`${id}:${endpoint}`, `${title}: ${endpoint}`, `${where}, which ${what}.`);
    }),
  ),
  fault('tls-certificate-expired', 'Certificate expired', 'The certificate ended yesterday.'),
  fault(
    'tls-certificate-wrong-name',
    'Certificate of another host',
    'The certificate is for another host.',
  ),
  fault(
    'tls-certificate-untrusted',
    'Certificate that nobody vouches for',
    'The certificate is signed by an authority that nobody knows.',
  ),
  fault(
    'tls-certificate-ends-soon',
    'Certificate about to end',
    'The certificate ends within ten days.',
  ),
];
