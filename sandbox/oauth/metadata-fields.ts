/** Fields of the SMART configuration that can be asked for (SMART App Launch 2, Conformance). */
export const SMART_FIELDS = [
  'authorization_endpoint',
  'token_endpoint',
  'capabilities',
  'grant_types_supported',
  'code_challenge_methods_supported',
  'introspection_endpoint',
  'scopes_supported',
  'token_endpoint_auth_methods_supported',
  'response_types_supported',
  'revocation_endpoint',
  'management_endpoint',
  'registration_endpoint',
] as const;

/** Capabilities of a server certified under 170.315(g)(10), standalone and EHR launches together. */
export const SMART_CAPABILITIES = [
  'launch-standalone',
  'launch-ehr',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-standalone-patient',
  'context-ehr-patient',
  'context-ehr-encounter',
  'permission-offline',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
] as const;

/** Fields that an OpenID configuration has to have (OpenID Connect Discovery 1.0, 3). */
export const OPENID_FIELDS = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
] as const;
