import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { CACHE_HEADERS } from './cache-header.ts';
import { exchangeInvalid, INVALID_EXCHANGES } from './exchange-invalid.check.ts';
import { exchangeSuccess } from './exchange-success.check.ts';
import { refreshAccess } from './refresh-access.check.ts';
import { refreshAfterExpiry } from './refresh-after-expiry.check.ts';
import { refreshAnswer, REFRESHES } from './refresh-answer.check.ts';
import { refreshBody } from './refresh-body.check.ts';
import { refreshCacheHeaders } from './refresh-cache-headers.check.ts';
import { refreshInvalid } from './refresh-invalid.check.ts';
import { refreshScopeSubset } from './refresh-scope-subset.check.ts';
import { responseCacheHeader } from './response-cache-header.check.ts';
import { responseFhirContext } from './response-fhir-context.check.ts';
import { responseFieldTypes } from './response-field-types.check.ts';
import { responseIdToken } from './response-id-token.check.ts';
import { responseLifetime } from './response-lifetime.check.ts';
import { MEMBERS, responseMember } from './response-member.check.ts';
import { responseRefreshToken } from './response-refresh-token.check.ts';
import { responseRequestedScopes } from './response-requested-scopes.check.ts';

const PREFIX = 'token';

/** What the token endpoint gives for a code, and what it refuses. */
export const tokenGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, exchangeSuccess(context), server),
  ...INVALID_EXCHANGES.map((row) => planCheck(group, PREFIX, exchangeInvalid(context), row)),
  ...MEMBERS.map((row) => planCheck(group, PREFIX, responseMember(context), row)),
  planCheck(group, PREFIX, responseFieldTypes(context), server),
  planCheck(group, PREFIX, responseLifetime(context), server),
  planCheck(group, PREFIX, responseRequestedScopes(context), server),
  planCheck(group, PREFIX, responseFhirContext(context), server),
  ...CACHE_HEADERS.map((row) => planCheck(group, PREFIX, responseCacheHeader(context), row)),
  planCheck(group, PREFIX, responseIdToken(context), server),
  planCheck(group, PREFIX, responseRefreshToken(context), server),
];

/** How an app stays logged in. */
export const refreshGroup: GroupBuilder = (context, group) => [
  ...REFRESHES.map((row) => planCheck(group, PREFIX, refreshAnswer(context), row)),
  planCheck(group, PREFIX, refreshBody(context), server),
  planCheck(group, PREFIX, refreshScopeSubset(context), server),
  planCheck(group, PREFIX, refreshCacheHeaders(context), server),
  planCheck(group, PREFIX, refreshAccess(context), server),
  planCheck(group, PREFIX, refreshInvalid(context), server),
  planCheck(group, PREFIX, refreshAfterExpiry(context), server),
];
