import { type Check, planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { attested } from './attested.check.ts';
import { authorizeGui } from './authorize-gui.check.ts';
import { baseUrlsPublic } from './base-urls-public.check.ts';
import { bulkSince } from './bulk-since.check.ts';
import { clinicalTestScope } from './clinical-test-scope.check.ts';
import { documentationPublic } from './documentation-public.check.ts';
import { jwksCache } from './jwks-cache.check.ts';
import { OFFERED, offeredCategories } from './offered-categories.check.ts';
import { offlineNotice } from './offline-notice.check.ts';
import { ATTESTED } from './questions.ts';
import { refreshLife, REFRESH_LIVES } from './refresh-life.check.ts';

const PREFIX = 'attestation';

/** What a certification body is shown; what can be tried is tried. */
export const attestationGroup: GroupBuilder = (context, group): readonly Check[] => [
  ...ATTESTED.map((row) => planCheck(group, PREFIX, attested(context), row)),
  planCheck(group, PREFIX, jwksCache(context), server),
  planCheck(group, PREFIX, authorizeGui(context), server),
  planCheck(group, PREFIX, offlineNotice(context), server),
  ...OFFERED.map((row) => planCheck(group, PREFIX, offeredCategories(context), row)),
  planCheck(group, PREFIX, documentationPublic(context), server),
  planCheck(group, PREFIX, baseUrlsPublic(context), server),
  ...REFRESH_LIVES.map((row) => planCheck(group, PREFIX, refreshLife(context), row)),
  planCheck(group, PREFIX, bulkSince(context), server),
  planCheck(group, PREFIX, clinicalTestScope(context), server),
];
