import type { Handshake } from '../../core/handshake.ts';
import type { Finding } from '../../core/finding.ts';
import { differs } from '../../core/finding.ts';
import type { CertificateFacts, TlsVersion } from '../../core/tls-port.ts';
import type { EndpointTls } from './endpoint-tls.probe.ts';

/** One address, and what its server did at each version. */
export interface TlsPlace {
  /** Host and port. */
  readonly where: string;
  readonly handshakes: readonly Handshake[];
}

const whereOf = ({ request: { host, port } }: Handshake): string => `${host}:${port}`;

/** The addresses that handshakes were made with. */
export const placesIn = ({ handshakes }: Pick<EndpointTls, 'handshakes'>): readonly TlsPlace[] =>
  [...Map.groupBy(handshakes, whereOf)].map(([where, made]) => ({ where, handshakes: made }));

const MODERN: readonly TlsVersion[] = ['1.2', '1.3'];

export const isModern = ({ request }: Handshake): boolean => MODERN.includes(request.version);

/** The versions that the server takes. */
export const acceptedAt = ({ handshakes }: TlsPlace): readonly Handshake[] =>
  handshakes.filter(({ outcome }) => outcome.kind === 'accepted');

/** A server of this address gave no sign of TLS at all: the network may be at fault. */
export const isSilent = ({ handshakes }: TlsPlace): boolean =>
  handshakes.every(({ outcome }) => outcome.kind === 'refused' && outcome.silently === true);

/** The certificate, with the handshake that brought it. */
export function certificateAt(
  place: TlsPlace,
): { readonly certificate: CertificateFacts; readonly handshake: Handshake } | undefined {
  for (const handshake of acceptedAt(place).toReversed()) {
    const { outcome } = handshake;
    if (outcome.kind === 'accepted' && outcome.certificate !== undefined)
      return { certificate: outcome.certificate, handshake };
  }
  return undefined;
}

/** What a handshake came to, in words: "TLS 1.2 refused (it answered with …)". */
export function told({ request: { version }, outcome }: Handshake): string {
  switch (outcome.kind) {
    case 'accepted':
      return `TLS ${version} accepted`;
    case 'refused':
      return `TLS ${version} refused (${outcome.how})`;
    case 'no-tls':
      return `TLS ${version} not understood (${outcome.how})`;
    case 'not-tested':
      return `TLS ${version} not tested (${outcome.why})`;
    case 'failed':
      return `TLS ${version} not tried to the end (${outcome.detail})`;
    default:
      return outcome satisfies never;
  }
}

/** Addresses without TLS, and addresses where nothing newer than TLS 1.1 is taken. */
export function tooOld(tls: EndpointTls): readonly Finding[] {
  const cited = tls.exchange === undefined ? {} : { exchange: tls.exchange };
  return [
    ...tls.plain.map((origin) =>
      differs(origin, { expected: 'an https address', received: 'http, without TLS', ...cited }),
    ),
    ...placesIn(tls).flatMap((place) => {
      const modern = place.handshakes.filter(isModern);
      const isRefused = modern.every(
        ({ outcome: { kind } }) => kind === 'refused' || kind === 'no-tls',
      );
      if (!isRefused || isSilent(place)) return [];
      return [
        differs(`TLS of ${place.where}`, {
          expected: 'TLS 1.2 or 1.3 to be accepted',
          received: modern.map(told).join(', '),
          ...(modern[0] === undefined ? {} : { exchange: modern[0].index }),
        }),
      ];
    }),
  ];
}

/** Versions below 1.2 that a server takes: a warning, which makes a written explanation mandatory. */
export const oldAccepted = (tls: EndpointTls): readonly Finding[] =>
  placesIn(tls).flatMap((place) =>
    acceptedAt(place)
      .filter((handshake) => !isModern(handshake))
      .map(({ request: { version }, outcome, index }) =>
        differs(`TLS ${version} of ${place.where}`, {
          severity: 'warning',
          expected: 'a refusal',
          received: outcome.kind === 'accepted' ? `accepted with ${outcome.cipher}` : '',
          exchange: index,
        }),
      ),
  );

/** Why nothing can be said of an address yet, and whether it is the network's doing or a lack. */
export interface Undecided {
  readonly kind: 'unjudged' | 'skipped';
  readonly reason: string;
  readonly exchange?: number;
}

/** Handshakes that leave open whether a server keeps to TLS 1.2 or later. */
export function undecided(tls: EndpointTls): Undecided | undefined {
  const [loopback] = tls.loopback;
  if (loopback !== undefined) {
    return {
      kind: 'skipped',
      reason: `${loopback} is an address on this machine without TLS, which stands for another: set target.fhirBaseUrl to the https address that apps use.`,
    };
  }
  for (const place of placesIn(tls)) {
    const failed = place.handshakes.find(({ outcome }) => outcome.kind === 'failed');
    if (failed !== undefined) {
      const reason = `The connection to ${place.where} could not be tried: ${told(failed)}.`;
      return { kind: 'unjudged', reason, exchange: failed.index };
    }
    if (isSilent(place)) {
      const reason = `${place.where} closed every connection without an answer to the handshake; something on the way may have done so.`;
      return { kind: 'unjudged', reason, ...citing(place) };
    }
    const untested = place.handshakes.find(
      (handshake) => handshake.outcome.kind === 'not-tested' && matters(place, handshake),
    );
    if (untested !== undefined) {
      const reason = `Not known of ${place.where}: ${told(untested)}.`;
      return { kind: 'skipped', reason, exchange: untested.index };
    }
  }
  return undefined;
}

const citing = ({ handshakes: [first] }: TlsPlace): { exchange?: number } =>
  first === undefined ? {} : { exchange: first.index };

/** One of the newer versions is enough; of the older ones each has to be refused. */
const matters = (place: TlsPlace, handshake: Handshake): boolean =>
  !isModern(handshake) || !acceptedAt(place).some(isModern);
