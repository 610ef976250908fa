import type { Handshake } from '../core/handshake.ts';
import {
  type CertificateFacts,
  type HandshakeOutcome,
  TLS_VERSIONS,
  type TlsVersion,
} from '../core/tls-port.ts';
import type { TlsSurvey } from '../testsuites/security/endpoint-tls.probe.ts';

/** The instant at which handshakes written by hand were made. */
export const HANDSHAKE_AT = '2026-03-01T12:00:00.000Z';

const CERTIFICATE: CertificateFacts = {
  subject: 'CN=ehr.example.org',
  issuer: 'CN=An authority',
  names: ['DNS:ehr.example.org'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2026-12-01T00:00:00.000Z',
};

/** A version taken, with a certificate that has these facts. */
export const accepted = (change: Partial<CertificateFacts> = {}): HandshakeOutcome => ({
  kind: 'accepted',
  cipher: 'TLS_AES_128_GCM_SHA256',
  certificate: { ...CERTIFICATE, ...change },
});

export const refused: HandshakeOutcome = {
  kind: 'refused',
  how: 'it answered with the alert protocol_version',
};

export const silent: HandshakeOutcome = {
  kind: 'refused',
  how: 'it closed the connection without an answer',
  silently: true,
};

export const noTls: HandshakeOutcome = { kind: 'no-tls', how: 'it answered with something else' };

export const untested: HandshakeOutcome = { kind: 'not-tested', why: 'our library would not' };

export const timedOut: HandshakeOutcome = {
  kind: 'failed',
  reason: 'timeout',
  detail: 'ehr.example.org:443 did not answer in time',
};

/** One handshake with ehr.example.org:443. */
export const handshake = (
  version: TlsVersion,
  outcome: HandshakeOutcome,
  index = TLS_VERSIONS.indexOf(version),
): Handshake => ({
  kind: 'observation',
  index,
  at: HANDSHAKE_AT,
  request: { host: 'ehr.example.org', port: 443, version },
  outcome,
});

/** What each version came to where it is not said otherwise. */
const USUAL: Readonly<Record<TlsVersion, HandshakeOutcome>> = {
  '1.0': refused,
  '1.1': refused,
  '1.2': accepted(),
  '1.3': accepted(),
};

/** Endpoints at one address, whose server did so at each version. */
export const seenAt = (
  outcomes: Partial<Record<TlsVersion, HandshakeOutcome>> = {},
  more: Partial<TlsSurvey> = {},
): TlsSurvey => ({
  handshakes: TLS_VERSIONS.map((version) =>
    handshake(version, outcomes[version] ?? USUAL[version]),
  ),
  plain: [],
  loopback: [],
  unseen: [],
  ...more,
});

/** Endpoints at no address that speaks TLS. */
export const withoutTls = (more: Partial<TlsSurvey>): TlsSurvey => ({
  ...seenAt({}, more),
  handshakes: [],
});
