import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { active } from './active.check.ts';
import { ehrContext, launchContext } from './context.check.ts';
import { endpoint } from './endpoint.check.ts';
import { expired } from './expired.check.ts';
import { identity } from './identity.check.ts';
import { inactive } from './inactive.check.ts';
import { inactiveNoExtra } from './inactive-no-extra.check.ts';

const PREFIX = 'token.introspection';

/** What the authorization server tells a resource server about a token. */
export const introspectionGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, endpoint(context), server),
  planCheck(group, PREFIX, active(context), server),
  planCheck(group, PREFIX, launchContext(context), server),
  planCheck(group, PREFIX, ehrContext(context), server),
  planCheck(group, PREFIX, identity(context), server),
  planCheck(group, PREFIX, inactive(context), server),
  planCheck(group, PREFIX, inactiveNoExtra(context), server),
  planCheck(group, PREFIX, expired(context), server),
];
