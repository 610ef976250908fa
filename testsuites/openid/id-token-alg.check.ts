import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { decodedIdTokenProbe } from './id-token.probe.ts';

/** SMART App Launch 2.0, identity: id_tokens are signed with RS256. */
export const idTokenAlg = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.alg',
    level: 'SHALL',
    needs: { idToken: decodedIdTokenProbe(context) },
    title: 'The id_token is signed with RS256',
    failureTitle: 'The id_token is not signed with RS256',
    remedy: 'Sign id_tokens with RS256 and say so in the alg of their header.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.alg'],
    judge: ({ idToken: { exchange, header } }) => {
      const { alg } = header;
      if (alg === 'RS256') return judged([]);
      return judged([differs('alg', { expected: '"RS256"', received: described(alg), exchange })]);
    },
  });
