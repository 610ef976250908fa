import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { accessDenied } from './access-denied.check.ts';
import { introspected } from './introspected.check.ts';
import { refreshDenied } from './refresh-denied.check.ts';
import { withinOneHour } from './within-one-hour.check.ts';

const PREFIX = 'token.revocation';

/** What was let in can be shut out again. */
export const revocationGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, withinOneHour(context), server),
  planCheck(group, PREFIX, accessDenied(context), server),
  planCheck(group, PREFIX, refreshDenied(context), server),
  planCheck(group, PREFIX, introspected(context), server),
];
