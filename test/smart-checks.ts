import type { Check } from '../core/check.ts';
import type { PlanContext } from '../core/suite.ts';
import { capabilityGroup } from '../testsuites/capability/index.ts';
import { revocationGroup } from '../testsuites/revocation/index.ts';
import { granularGroup } from '../testsuites/granular/index.ts';
import { v1ScopesGroup } from '../testsuites/v1-scopes/index.ts';
import { asymmetricGroup } from '../testsuites/asymmetric/index.ts';
import { ehrLaunchGroup } from '../testsuites/ehr-launch/index.ts';
import { publicClientGroup } from '../testsuites/public-client/index.ts';
import { limitedLaunchGroup } from '../testsuites/limited-launch/index.ts';
import { refusalsGroup } from '../testsuites/refusals/index.ts';
import { introspectionGroup } from '../testsuites/introspection/index.ts';
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

/** Every check about launches beside the standalone one, and about what becomes of their tokens. */
export const launchChecks = (context: PlanContext): readonly Check[] => [
  ...introspectionGroup(context, 'introspection'),
  ...refusalsGroup(context, 'refusals'),
  ...limitedLaunchGroup(context, 'limited-launch'),
  ...publicClientGroup(context, 'public-client'),
  ...ehrLaunchGroup(context, 'ehr-launch'),
  ...asymmetricGroup(context, 'asymmetric'),
  ...v1ScopesGroup(context, 'v1-scopes'),
  ...granularGroup(context, 'granular'),
  ...revocationGroup(context, 'revocation'),
];
