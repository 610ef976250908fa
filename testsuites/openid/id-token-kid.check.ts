import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { decodedIdTokenProbe, jwksProbe } from './id-token.probe.ts';
import { keyFor, rsaKeysIn } from './keys.ts';

/** OpenID Connect Core 1.0, 10.1: kid says which key signed. */
export const idTokenKid = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.kid',
    level: 'SHALL',
    needs: { idToken: decodedIdTokenProbe(context), jwks: jwksProbe(context) },
    title: 'The id_token says which key signed it',
    failureTitle: 'The id_token does not say which key signed it',
    remedy: 'Put the kid of the signing key into the header, and publish that key at jwks_uri.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.kid'],
    judge: ({ idToken: { exchange, header }, jwks }) => {
      const keys = rsaKeysIn(jwks.json);
      if (keys.length === 0) {
        return skip('The issuer publishes no RSA key that kid could select.', jwks.exchange.index);
      }
      if (keyFor(header, jwks.json) !== undefined) return judged([]);
      const kids = keys.map(({ kid }) => described(kid)).join(', ');
      return judged([
        differs('kid', {
          expected: `one of ${kids}`,
          received: described(header['kid']),
          exchange,
        }),
      ]);
    },
  });
