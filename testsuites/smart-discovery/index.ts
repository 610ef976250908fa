import { planCheck, server } from '../../core/check.ts';
import type { GroupBuilder } from '../../core/suite.ts';
import { absoluteUrls } from './absolute-urls.check.ts';
import { capabilitiesAreStrings } from './capabilities-are-strings.check.ts';
import { capability, smartCapabilities } from './capability.check.ts';
import { contentType } from './content-type.check.ts';
import { endpoint } from './endpoint.check.ts';
import { field, FIELDS } from './field.check.ts';
import { grant, GRANTS } from './grant.check.ts';
import { introspectionEndpoint } from './introspection-endpoint.check.ts';
import { issuer } from './issuer.check.ts';
import { issuerWithoutSso } from './issuer-without-sso.check.ts';
import { pkcePlain } from './pkce-plain.check.ts';
import { laterField, laterFields } from './later-field.check.ts';
import { pkceS256 } from './pkce-s256.check.ts';

const PREFIX = 'smart.discovery';

/** Where and how an app learns to log in. */
export const smartDiscoveryGroup: GroupBuilder = (context, group) => [
  planCheck(group, PREFIX, endpoint(context), server),
  planCheck(group, PREFIX, contentType(context), server),
  ...FIELDS.map((row) => planCheck(group, PREFIX, field(context), row)),
  ...laterFields(context).map((row) => planCheck(group, PREFIX, laterField(context), row)),
  planCheck(group, PREFIX, absoluteUrls(context), server),
  ...GRANTS.map((row) => planCheck(group, PREFIX, grant(context), row)),
  planCheck(group, PREFIX, pkceS256(context), server),
  planCheck(group, PREFIX, pkcePlain(context), server),
  planCheck(group, PREFIX, issuer(context), server),
  planCheck(group, PREFIX, issuerWithoutSso(context), server),
  planCheck(group, PREFIX, capabilitiesAreStrings(context), server),
  planCheck(group, PREFIX, introspectionEndpoint(context), server),
  ...smartCapabilities(context.pack.version).map((row) =>
    planCheck(group, PREFIX, capability(context), row),
  ),
];
