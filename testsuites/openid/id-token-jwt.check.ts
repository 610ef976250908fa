import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { idTokenProbe } from './id-token.probe.ts';
import { decodeJwt } from './jwt.ts';

/** OpenID Connect Core 1.0, 2: an id_token is a JWT. */
export const idTokenJwt = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.jwt',
    level: 'SHALL',
    needs: { idToken: idTokenProbe(context) },
    title: 'The id_token is a JWT',
    failureTitle: 'The id_token is no JWT',
    remedy: 'Send the id_token as a signed JWT in compact form: three base64url parts.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.jwt'],
    judge: ({ idToken: { exchange, text } }) => {
      if (typeof text === 'string' && decodeJwt(text) !== undefined) return judged([]);
      return judged([
        differs('id_token', { expected: 'a signed JWT', received: described(text), exchange }),
      ]);
    },
  });
