import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { decodeJwt } from '../openid/jwt.ts';
import { activeTokenProbe } from './introspection.probe.ts';
import { isSkipped, toldOf } from './told.ts';

/** Claims of the id_token that come again; fhirUser only should. */
const CLAIMS = [
  ['iss', 'error'],
  ['sub', 'error'],
  ['fhirUser', 'information'],
] as const;

/** SMART App Launch 2, Token Introspection: identity claims are repeated. */
export const identity = (context: PlanContext) =>
  defineCheck({
    id: 'identity',
    level: 'SHALL',
    needs: { active: activeTokenProbe(context) },
    title: 'Introspection repeats who the user is',
    failureTitle: 'Introspection does not repeat who the user is',
    remedy: 'Give iss and sub of the id_token with the same values in the introspection response.',
    citations: [CITATION.introspection],
    requirements: ['token.introspection.identity'],
    judge: ({ active: { grant, reply } }) => {
      const told = toldOf(reply);
      if (isSkipped(told)) return told;
      const { id_token: idToken } = grant.json;
      const jwt = typeof idToken === 'string' ? decodeJwt(idToken) : undefined;
      if (jwt === undefined) {
        return skip('The launch brought no id_token to compare with.', grant.reply.exchange.index);
      }
      const { index: exchange } = reply.exchange;
      return judged(
        CLAIMS.flatMap(([claim, severity]): Finding[] => {
          const [expected, received] = [jwt.claims[claim], told[claim]];
          if (expected === undefined || expected === received) return [];
          const contrast = { expected: described(expected), received: described(received) };
          return [differs(claim, { ...contrast, severity, exchange })];
        }),
      );
    },
  });
