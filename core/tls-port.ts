import type { NoAnswerReason } from './exchange.ts';

/** Versions of TLS that are tried one by one; what is older nothing speaks any more. */
export const TLS_VERSIONS = ['1.0', '1.1', '1.2', '1.3'] as const;

export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** One handshake that offers one version and no other. */
export interface HandshakeRequest {
  readonly host: string;
  readonly port: number;
  readonly version: TlsVersion;
}

/** What a server's certificate says, and whether it is to be believed. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** As in the certificate: `DNS:ehr.example.com`, `IP Address:192.0.2.1`. */
  readonly names: readonly string[];
  /** ISO 8601 instants. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Why the chain does not lead to a trusted root; absent where it does. */
  readonly untrusted?: string;
  /** Why the certificate is not for the host that was asked for; absent where it is. */
  readonly wrongName?: string;
}

/** What a handshake came to: a closed union, so that none is taken for another. */
export type HandshakeOutcome =
  | {
      readonly kind: 'accepted';
      readonly cipher: string;
      readonly certificate?: CertificateFacts;
    }
  /** The server itself would not: by an alert, by another version, or by hanging up. */
  | { readonly kind: 'refused'; readonly how: string; readonly silently?: true }
  /** What listens there speaks no TLS. */
  | { readonly kind: 'no-tls'; readonly how: string }
  /** Our own library would not make the attempt: nothing is known of the server. */
  | { readonly kind: 'not-tested'; readonly why: string }
  /** The network or we failed. */
  | { readonly kind: 'failed'; readonly reason: NoAnswerReason; readonly detail: string };

/** Makes handshakes, nothing else: no request follows. Never rejects. */
export interface TlsPort {
  handshake(request: HandshakeRequest, signal?: AbortSignal): Promise<HandshakeOutcome>;
}
