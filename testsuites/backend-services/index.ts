import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { MEMBERS } from '../token/response-member.check.ts';
import { ALGORITHMS } from '../asymmetric/asymmetric.probe.ts';
import { backendAlgorithm } from './algorithm.check.ts';
import { errorInvalidClient } from './error-invalid-client.check.ts';
import { jwksUrl } from './jwks-url.check.ts';
import { REFUSALS } from './refusal.probe.ts';
import { refusalCheck } from './refusal.check.ts';
import { backendMember } from './response-member.check.ts';
import { scopeLimited } from './scope-limited.check.ts';
import { shortLife } from './short-life.check.ts';
import { success } from './success.check.ts';

const PREFIX = 'smart.backend';

/** A system without a user proves who it is by its key and gets a token. */
export const backendServicesGroup: GroupBuilder = (context, group) => [
  ...REFUSALS.map((row) => planCheck(group, PREFIX, refusalCheck(context), row)),
  planCheck(group, PREFIX, errorInvalidClient(context), server),
  planCheck(group, PREFIX, success(context), server),
  ...ALGORITHMS.map((alg) => planCheck(group, PREFIX, backendAlgorithm(context), alg)),
  ...MEMBERS.map((row) => planCheck(group, PREFIX, backendMember(context), row)),
  planCheck(group, PREFIX, shortLife(context), server),
  planCheck(group, PREFIX, scopeLimited(context), server),
  planCheck(group, PREFIX, jwksUrl(context), server),
];
