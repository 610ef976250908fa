import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { Handshake } from '../../core/handshake.ts';
import type { PlanContext } from '../../core/suite.ts';
import type { CertificateFacts } from '../../core/tls-port.ts';
import { CITATION } from '../citations.ts';
import { type TlsSurvey, tlsSurveyProbe } from './endpoint-tls.probe.ts';
import { certificateAt, placesIn, undecided } from './tls-place.ts';

const EXPIRED = 'CERT_HAS_EXPIRED';

/** What OpenSSL's codes mean to who runs the server. */
const PROBLEMS: Readonly<Record<string, (facts: CertificateFacts) => string>> = {
  [EXPIRED]: ({ validTo }) => `expired on ${validTo.slice(0, 10)}`,
  CERT_NOT_YET_VALID: ({ validFrom }) => `not valid before ${validFrom.slice(0, 10)}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: () => 'a chain to a root that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ({ issuer }) =>
    `issued by ${issuer}, which is not trusted, or whose own certificate the server does not send`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ({ issuer }) =>
    `issued by ${issuer}, whose own certificate the server does not send, or which is not trusted`,
};

function problemsOf(where: string, facts: CertificateFacts, exchange: number): readonly Finding[] {
  const place = `Certificate of ${where}`;
  const { untrusted, wrongName, names, subject } = facts;
  return [
    ...(untrusted === undefined
      ? []
      : [
          differs(place, {
            expected: 'a valid chain to a trusted root',
            received: PROBLEMS[untrusted]?.(facts) ?? untrusted,
            exchange,
          }),
        ]),
    ...(wrongName === undefined
      ? []
      : [
          differs(place, {
            expected: 'a name that matches the host',
            received: names.length === 0 ? `${subject}, without names` : names.join(', '),
            exchange,
          }),
        ]),
  ];
}

interface Seen {
  readonly where: string;
  readonly certificate: CertificateFacts;
  readonly handshake: Handshake;
}

/** What the certificates of all addresses come to; addresses without one are told as not seen. */
function overCertificates(
  survey: TlsSurvey,
  judge: (seen: Seen) => readonly Finding[],
  shown: (seen: readonly Seen[]) => string,
): Judgement {
  const places = placesIn(survey);
  const seen = places.flatMap((place) => {
    const found = certificateAt(place);
    return found === undefined ? [] : [{ where: place.where, ...found }];
  });
  const findings = seen.flatMap(judge);
  if (findings.length > 0) return judged(findings);
  const [unseen] = survey.unseen;
  if (unseen !== undefined) return skip(`${unseen.title}: ${unseen.why}`);
  const [plain] = survey.plain;
  if (plain !== undefined) return skip(`${plain} has no certificate: it is reached without TLS.`);
  const open = places.find((place) => certificateAt(place) === undefined);
  if (seen.length > 0 && open === undefined) return judged([], shown(seen));
  return (
    undecided(survey) ??
    skip(`${open?.where ?? 'No address'} showed no certificate: no TLS 1.2 or 1.3 came about.`)
  );
}

/** 170.315(g)(10)(iv): who connects can be sure whom it is connected to (RFC 5280, RFC 9110, 4.3.4). */
export const certificate = (context: PlanContext) =>
  defineCheck({
    id: 'tls.certificate',
    level: 'SHALL',
    needs: { survey: tlsSurveyProbe(context) },
    title: 'Certificates lead to a trusted root and are made out to their hosts',
    failureTitle: 'Certificate that apps will not accept',
    remedy:
      'Install a certificate that is in date, is made out to this host and comes from an authority that systems trust, and send the intermediate certificates with it. For a test system with an authority of its own, name it in target.caFile.',
    citations: [CITATION.secureConnectionUser, CITATION.secureConnectionSystem],
    requirements: ['security.tls.certificate'],
    judge: ({ survey }) =>
      overCertificates(
        survey,
        ({ where, certificate: facts, handshake }) => problemsOf(where, facts, handshake.index),
        (seen) =>
          `${seen.length} addresses${context.config.target.caFile === undefined ? '' : ', with the help of target.caFile'}`,
      ),
  });

/** A month is what it takes to have a certificate renewed where people have to do it. */
const ENOUGH_DAYS = 30;
const DAY_MS = 86_400_000;

const daysLeft = ({ certificate: { validTo }, handshake }: Seen): number =>
  Math.floor((Date.parse(validTo) - Date.parse(handshake.at)) / DAY_MS);

/** A certificate that ends unnoticed takes every app down at once. */
export const certificateExpiry = (context: PlanContext) =>
  defineCheck({
    id: 'tls.certificate-expiry',
    level: 'SHOULD',
    needs: { survey: tlsSurveyProbe(context) },
    title: `Certificates last for ${ENOUGH_DAYS} more days`,
    failureTitle: 'Certificate ends soon',
    remedy: 'Renew the certificate before it ends; no app can connect after that.',
    citations: [CITATION.secureConnectionUser],
    requirements: [],
    advice: true,
    judge: ({ survey }) => {
      const ended = placesIn(survey).find(
        (place) => certificateAt(place)?.certificate.untrusted === EXPIRED,
      );
      if (ended !== undefined) return skip(`The certificate of ${ended.where} has ended already.`);
      return overCertificates(
        survey,
        (seen) => {
          const { where, certificate: facts, handshake } = seen;
          const days = daysLeft(seen);
          if (days >= ENOUGH_DAYS) return [];
          return [
            differs(`Certificate of ${where}`, {
              expected: `an end at least ${ENOUGH_DAYS} days away`,
              received: `${facts.validTo.slice(0, 10)}, in ${days} days`,
              exchange: handshake.index,
            }),
          ];
        },
        (seen) => `the first to end does so in ${Math.min(...seen.map(daysLeft))} days`,
      );
    },
  });
