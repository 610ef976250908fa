import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { configurationAvailable } from './configuration-available.check.ts';
import { configurationFields } from './configuration-fields.check.ts';
import { configurationRs256 } from './configuration-rs256.check.ts';
import { idTokenAlg } from './id-token-alg.check.ts';
import { idTokenClaims } from './id-token-claims.check.ts';
import { idTokenFhirUser } from './id-token-fhir-user.check.ts';
import { idTokenJwt } from './id-token-jwt.check.ts';
import { idTokenKid } from './id-token-kid.check.ts';
import { idTokenNonce } from './id-token-nonce.check.ts';
import { idTokenSignature } from './id-token-signature.check.ts';
import { jwksRsaKey } from './jwks-rsa-key.check.ts';

const PREFIX = 'openid';

/** How an app learns, and can trust, who the user is. */
export const openidGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, idTokenJwt(context), server),
  planCheck(group, PREFIX, configurationAvailable(context), server),
  planCheck(group, PREFIX, configurationFields(context), server),
  planCheck(group, PREFIX, configurationRs256(context), server),
  planCheck(group, PREFIX, jwksRsaKey(context), server),
  planCheck(group, PREFIX, idTokenAlg(context), server),
  planCheck(group, PREFIX, idTokenKid(context), server),
  planCheck(group, PREFIX, idTokenSignature(context), server),
  planCheck(group, PREFIX, idTokenClaims(context), server),
  planCheck(group, PREFIX, idTokenNonce(context), server),
  planCheck(group, PREFIX, idTokenFhirUser(context), server),
];
