import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { jwksProbe } from './id-token.probe.ts';
import { flawIn, keysIn, rsaKeysIn } from './keys.ts';

/** RFC 7517, 5; OpenID Connect Core 1.0, 10.1. */
export const jwksRsaKey = (context: PlanContext) =>
  defineCheck({
    id: 'jwks.rsa-key',
    level: 'SHALL',
    needs: { jwks: jwksProbe(context) },
    title: 'Key set of the issuer holds RSA keys',
    failureTitle: 'Key set of the issuer holds no usable RSA key',
    remedy:
      'Publish at jwks_uri a JSON object with keys, among them the RSA key that signs id_tokens, with n and e in base64url.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.jwks.rsa-key'],
    judge: ({ jwks }) => {
      const { index: exchange, response } = jwks.exchange;
      const keys = rsaKeysIn(jwks.json);
      if (response.status !== 200 || keys.length === 0) {
        const received = `${describedAnswer(jwks)}, ${keysIn(jwks.json).length} keys, none of them RSA`;
        return judged([
          differs('keys', { expected: 'HTTP 200 with at least one RSA key', received, exchange }),
        ]);
      }
      return judged(
        keys.flatMap((key, at) => {
          const flaw = flawIn(key);
          const what = `RSA key ${typeof key['kid'] === 'string' ? key['kid'] : at}`;
          return flaw === undefined
            ? []
            : [differs(what, { expected: 'n and e of an RSA key', received: flaw, exchange })];
        }),
        `${keys.length} RSA keys`,
      );
    },
  });
