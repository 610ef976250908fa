import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { launch } from './launch.check.ts';

/** Apps from the days of SMART 1.0 are let in too. */
export const v1ScopesGroup: GroupBuilder = (context, group) => [
  planCheck(group, 'smart.v1-scopes', launch(context), server),
];
