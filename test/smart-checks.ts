import type { Check } from '../core/check.ts';
import type { PlanContext } from '../core/suite.ts';
import { capabilityGroup } from '../testsuites/capability/index.ts';
import { openidGroup } from '../testsuites/openid/index.ts';
import { smartDiscoveryGroup } from '../testsuites/smart-discovery/index.ts';
import { standaloneLaunchGroup } from '../testsuites/standalone-launch/index.ts';
import { refreshGroup, tokenGroup } from '../testsuites/token/index.ts';

/** Every check about capability statement, discovery, launch, tokens and identity. */
export const smartChecks = (context: PlanContext): readonly Check[] => [
  ...capabilityGroup(context, 'capability'),
  ...smartDiscoveryGroup(context, 'smart-discovery'),
  ...standaloneLaunchGroup(context, 'standalone-launch'),
  ...tokenGroup(context, 'token'),
  ...openidGroup(context, 'openid'),
  ...refreshGroup(context, 'refresh'),
];
