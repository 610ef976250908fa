import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { decodedIdTokenProbe } from './id-token.probe.ts';

/** OpenID Connect Core 1.0, 2: claims that are required. */
const REQUIRED = ['iss', 'sub', 'aud', 'exp', 'iat'] as const;

/** The same: sub has at most 255 ASCII characters. */
const LONGEST_SUB = 255;

export const idTokenClaims = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.claims',
    level: 'SHALL',
    needs: { idToken: decodedIdTokenProbe(context) },
    title: 'The id_token has all required claims',
    failureTitle: 'The id_token lacks required claims',
    remedy: `Put ${REQUIRED.join(', ')} into every id_token; sub has 1 to ${LONGEST_SUB} characters.`,
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.claims'],
    judge: ({ idToken: { claims, exchange } }) => {
      const { sub } = claims;
      const missing = REQUIRED.filter((name) => claims[name] === undefined);
      const isText = typeof sub === 'string' && sub.length >= 1 && sub.length <= LONGEST_SUB;
      return judged([
        ...missing.map((name) =>
          differs(name, { expected: 'a value', received: 'nothing', exchange }),
        ),
        ...(sub === undefined || isText
          ? []
          : [
              differs('sub', {
                expected: `a string of 1 to ${LONGEST_SUB} characters`,
                received: described(sub),
                exchange,
              }),
            ]),
      ]);
    },
  });
