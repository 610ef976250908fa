import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { type DecodedIdToken, decodedIdTokenProbe, signatureProbe } from './id-token.probe.ts';
import {
  type OpenidConfiguration,
  readOpenidConfigurationProbe,
} from './openid-configuration.probe.ts';

/** Seconds by which two clocks may differ (as the official tool grants). */
const LEEWAY = 60;

const issuerFindings = (
  { claims, exchange }: DecodedIdToken,
  { json }: OpenidConfiguration,
): readonly Finding[] =>
  // A configuration without issuer fails the check of its members.
  json['issuer'] === undefined || claims['iss'] === json['issuer']
    ? []
    : [
        differs('iss', {
          expected: `the issuer of the OpenID configuration, ${described(json['issuer'])}`,
          received: described(claims['iss']),
          exchange,
        }),
      ];

function audienceFindings({ claims, clientId, exchange }: DecodedIdToken): readonly Finding[] {
  const { aud } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(clientId)
    ? []
    : [
        differs('aud', {
          expected: `the client id "${clientId}"`,
          received: described(aud),
          exchange,
        }),
      ];
}

/** Expiry is told by the moment at which the token came. */
function expiryFindings({ claims, at, exchange }: DecodedIdToken): readonly Finding[] {
  const { exp } = claims;
  const issued = Date.parse(at) / 1000;
  if (typeof exp === 'number' && exp + LEEWAY > issued) return [];
  return [
    differs('exp', {
      expected: `a time after ${at} (${Math.floor(issued)})`,
      received: described(exp),
      exchange,
    }),
  ];
}

/** OpenID Connect Core 1.0, 3.1.3.7. */
export const idTokenSignature = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.signature',
    level: 'SHALL',
    needs: {
      idToken: decodedIdTokenProbe(context),
      configuration: readOpenidConfigurationProbe(context),
      signature: signatureProbe(context),
    },
    title: 'The id_token can be trusted',
    failureTitle: 'The id_token cannot be trusted',
    remedy:
      'Sign with the published key that kid names; set iss to the issuer of the OpenID configuration, aud to the client id, exp to a time to come.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.signature'],
    judge: ({ idToken, configuration, signature: { verified, reason } }) =>
      judged([
        ...(verified
          ? []
          : [
              differs('signature', {
                expected: 'one that verifies with the published key',
                received: `one that does not (${reason})`,
                exchange: idToken.exchange,
              }),
            ]),
        ...issuerFindings(idToken, configuration),
        ...audienceFindings(idToken),
        ...expiryFindings(idToken),
      ]),
  });
