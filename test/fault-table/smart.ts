import { LAUNCH_FAULTS, UNREADABLE } from './launches.ts';
import { declaredProfiles } from '../../testsuites/capability/supported-profile.check.ts';
import { packRows } from '../../testsuites/pack-catalogue.ts';
import { FIELDS } from '../../testsuites/smart-discovery/field.check.ts';
import { smartCapabilities } from '../../testsuites/smart-discovery/capability.check.ts';
import { usCoreTypes } from '../../testsuites/launch/us-core-types.ts';

const US_CORE = '6.1.0';

const kebab = (field: string): string => field.replaceAll('_', '-');

type FaultTable = Readonly<Record<string, readonly string[]>>;

/** A required member is missed when it is left out; an optional one only when it is malformed. */
const fields: FaultTable = Object.fromEntries(
  FIELDS.map(({ field, level }) => {
    const mistyped = `smart-config-mistyped-${kebab(field)}`;
    const named = level === 'SHALL' ? [`smart-config-no-${kebab(field)}`, mistyped] : [mistyped];
    return [`smart.discovery.field.${field}`, named];
  }),
);

const capabilities: FaultTable = Object.fromEntries(
  smartCapabilities(US_CORE).map(({ capability }) => [
    `smart.discovery.capability.${capability}`,
    [`smart-config-lacks-${capability}`],
  ]),
);

const profiles: FaultTable = Object.fromEntries(
  declaredProfiles(packRows(US_CORE)).map(({ id }) => [
    `capability.supported-profile.${id}`,
    [`metadata-lacks-profile:${id}`],
  ]),
);

const types = usCoreTypes(US_CORE);

const access: FaultTable = Object.fromEntries(
  types
    .filter(({ searched }) => searched === true)
    .map(({ type }) => [
      `smart.standalone.access.${type.toLowerCase()}`,
      [`access-refused:${type}`],
    ]),
);

const notGranted = (which: 'patientLevel' | 'fullAccess'): readonly string[] =>
  types
    .filter((row) => row[which] !== undefined)
    .map(({ type }) => `scope-type-not-granted:${type}`);

/** Which faults of the sandbox each check about discovery, launch and tokens is there to catch. */
export const SMART_FAULTS: FaultTable = {
  ...LAUNCH_FAULTS,
  ...profiles,
  ...fields,
  ...capabilities,
  ...access,
  'capability.metadata.available': [
    'metadata-missing',
    'metadata-needs-token',
    'metadata-not-capability-statement',
    'metadata-invalid',
  ],
  'capability.metadata.fhir-version': ['metadata-wrong-fhir-version'],
  'capability.metadata.json': ['metadata-no-json-format'],
  'capability.metadata.xml': ['metadata-no-xml-format'],
  'capability.instantiates.us-core-server': ['metadata-no-instantiates'],
  'capability.error-codes': [
    'error-200-for-invalid-parameter',
    'error-500-for-invalid-parameter',
    'error-500-without-token',
    'error-200-for-unknown-id',
    'error-500-for-unknown-id',
  ],
  'capability.deleted-resource': ['error-200-for-deleted-id', 'error-500-for-deleted-id'],
  'smart.discovery.endpoint': [
    'smart-config-missing',
    'smart-config-needs-token',
    'smart-config-not-json',
  ],
  'smart.discovery.content-type': ['smart-config-wrong-content-type'],
  'smart.discovery.absolute-urls': ['smart-config-relative-urls'],
  'smart.discovery.grant.authorization_code': ['smart-config-lacks-authorization-code'],
  'smart.discovery.grant.client_credentials': ['smart-config-lacks-client-credentials'],
  'smart.discovery.pkce.s256': ['smart-config-lacks-s256'],
  'smart.discovery.pkce.no-plain': ['smart-config-lists-plain'],
  'smart.discovery.issuer': ['smart-config-no-issuer', 'smart-config-no-jwks-uri'],
  'smart.discovery.no-issuer-without-sso': ['smart-config-issuer-without-sso'],
  'smart.discovery.capabilities-are-strings': ['smart-config-capabilities-not-strings'],
  'smart.discovery.introspection_endpoint': [
    'smart-config-no-introspection-endpoint',
    'smart-config-mistyped-introspection-endpoint',
  ],
  'smart.standalone.authorize.request': ['authorize-unavailable'],
  'smart.standalone.authorize.get': ['authorize-get-refused'],
  'smart.standalone.redirect.state': ['state-changed', 'state-missing'],
  'smart.standalone.redirect.code': ['authorize-error-redirect', 'authorize-no-code'],
  'smart.standalone.pkce.s256': ['code-exchange-refuses-s256'],
  'smart.standalone.token.basic-auth': ['token-basic-auth-refused'],
  'smart.standalone.scopes.core': [
    'scope-openid-not-granted',
    'scope-fhir-user-not-granted',
    'scope-launch-patient-not-granted',
    'scope-offline-access-not-granted',
  ],
  'smart.standalone.scopes.v2-syntax': ['scopes-granted-as-v1'],
  'smart.standalone.scopes.patient-level': ['scopes-granted-as-user'],
  'smart.standalone.scopes.coverage': notGranted('patientLevel'),
  'smart.standalone.access.scope-check': notGranted('fullAccess'),
  'smart.standalone.unauthenticated-401': [
    'unauthenticated-read-allowed',
    'unauthenticated-read-403',
  ],
  'smart.standalone.patient-context': ['token-no-patient', 'token-patient-unreadable'],
  'smart.aud.invalid': ['authorize-ignores-aud'],
  'smart.pkce.verifier.missing': ['code-exchange-accepts-missing-verifier', ...UNREADABLE],
  'smart.pkce.verifier.blank': ['code-exchange-accepts-blank-verifier', ...UNREADABLE],
  'smart.pkce.verifier.wrong': ['code-exchange-accepts-wrong-verifier', ...UNREADABLE],
  'smart.pkce.verifier.plain': ['code-exchange-accepts-plain-verifier', ...UNREADABLE],
  'token.exchange.success': ['token-endpoint-fails', 'token-not-json'],
  'token.exchange.invalid-code': [
    'invalid-code-accepted',
    'invalid-code-wrong-status',
    ...UNREADABLE,
  ],
  'token.exchange.invalid-client': [
    'wrong-client-accepted',
    'wrong-client-wrong-status',
    ...UNREADABLE,
  ],
  'token.response.access_token': ['token-no-access-token'],
  'token.response.token_type': ['token-no-token-type', 'token-type-mac'],
  'token.response.expires_in': ['token-no-expires-in', 'token-expires-in-string'],
  'token.response.scope': ['token-no-scope', 'token-scope-array'],
  'token.response.field-types': ['token-refresh-token-number', 'token-scope-array'],
  'token.response.all-requested-scopes': ['scope-offline-access-not-granted'],
  'token.response.fhirContext': ['token-fhir-context-malformed'],
  'token.response.lifetime': ['token-expires-early'],
  'token.response.cache-control': ['token-no-cache-control'],
  'token.response.pragma': ['token-no-pragma'],
  'token.response.id_token': ['token-no-id-token'],
  'token.response.refresh_token': ['token-no-refresh-token'],
  'token.refresh.without-scope': ['refresh-refused', 'refresh-not-json'],
  'token.refresh.with-scope': ['refresh-with-scope-refused', 'refresh-not-json'],
  'token.refresh.body': [
    'refresh-no-access-token',
    'refresh-type-mac',
    'refresh-expires-in-string',
    'refresh-no-scope',
  ],
  'token.refresh.scope-subset': ['refresh-adds-scope'],
  'token.refresh.cache-headers': ['refresh-no-cache-control', 'refresh-no-pragma'],
  'token.refresh.access': ['refresh-token-useless'],
  'token.refresh.invalid': ['refresh-accepts-anything', 'refresh-wrong-status', ...UNREADABLE],
  'token.refresh.after-expiry': ['refresh-after-expiry-refused'],
  'openid.id-token.jwt': ['id-token-not-jwt'],
  'openid.configuration.available': [
    'openid-configuration-missing',
    'openid-configuration-wrong-content-type',
  ],
  'openid.configuration.fields': [
    'openid-configuration-no-issuer',
    'openid-configuration-no-authorization-endpoint',
    'openid-configuration-no-token-endpoint',
    'openid-configuration-no-jwks-uri',
    'openid-configuration-no-response-types-supported',
    'openid-configuration-no-subject-types-supported',
    'openid-configuration-no-id-token-signing-alg-values-supported',
  ],
  'openid.configuration.rs256': ['openid-configuration-lacks-rs256'],
  'openid.jwks.rsa-key': ['jwks-missing', 'jwks-no-rsa-key', 'jwks-malformed-key'],
  'openid.id-token.alg': ['id-token-hs256'],
  'openid.id-token.kid': ['id-token-unknown-kid', 'id-token-no-kid'],
  'openid.id-token.signature': [
    'id-token-bad-signature',
    'id-token-wrong-issuer',
    'id-token-wrong-audience',
    'id-token-expired',
  ],
  'openid.id-token.claims': ['id-token-no-sub', 'id-token-long-sub', 'id-token-no-iat'],
  'openid.id-token.nonce': ['id-token-wrong-nonce', 'id-token-no-nonce'],
  'openid.id-token.fhirUser': [
    'id-token-no-fhir-user',
    'id-token-fhir-user-wrong-type',
    'id-token-fhir-user-unreadable',
  ],
};
