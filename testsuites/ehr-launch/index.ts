import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { EHR_AUTHORIZE, ehrAuthorize } from './authorize.check.ts';
import { encounterContext, patientBanner, patientContext, styleUrl } from './context.check.ts';
import { launchInvalid } from './invalid-launch.check.ts';
import { LAUNCH_PARAMETERS, opened } from './opened.check.ts';
import { patientScopes } from './patient-scopes.check.ts';
import { pkceS256 } from './pkce-s256.check.ts';
import { scopesCore, scopesUserLevel } from './scopes.check.ts';
import { unauthenticated } from './unauthenticated.check.ts';
import { contextTypes } from './context-types.check.ts';

const PREFIX = 'smart.ehr';

/** A clinician opens an app inside the EHR, on the record at hand. */
export const ehrLaunchGroup: GroupBuilder = (context, group) => [
  ...LAUNCH_PARAMETERS.map((row) => planCheck(group, PREFIX, opened(context), row)),
  ...EHR_AUTHORIZE.map((row) => planCheck(group, PREFIX, ehrAuthorize(context), row)),
  planCheck(group, PREFIX, pkceS256(context), server),
  planCheck(group, PREFIX, scopesCore(context), server),
  planCheck(group, PREFIX, scopesUserLevel(context), server),
  planCheck(group, PREFIX, unauthenticated(context), server),
  planCheck(group, PREFIX, patientContext(context), server),
  planCheck(group, PREFIX, encounterContext(context), server),
  planCheck(group, PREFIX, styleUrl(context), server),
  planCheck(group, PREFIX, patientBanner(context), server),
  planCheck(group, PREFIX, contextTypes(context), server),
  planCheck(group, PREFIX, patientScopes(context), server),
  planCheck(group, PREFIX, launchInvalid(context), server),
];
