import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { limitedAccess } from './access.check.ts';
import { LIMITED_GRANTS, limitedGrant } from './grant.check.ts';
import { launch } from './launch.check.ts';
import { limitedTypes } from './limited.probe.ts';

const PREFIX = 'smart.limited';

/** The user lets an app see a part of what it asks for. */
export const limitedLaunchGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, launch(context), server),
  ...LIMITED_GRANTS.map((row) => planCheck(group, PREFIX, limitedGrant(context), row)),
  ...limitedTypes(context).map((type) =>
    planCheck(group, PREFIX, limitedAccess(context), { type }),
  ),
];
