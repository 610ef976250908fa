// Longer than 400 lines because it is one list, and a list is read best in one place.

/** Where in the requirements a fault bites. */
export type FaultArea =
  | 'capability'
  | 'smart-discovery'
  | 'authorize'
  | 'token'
  | 'openid'
  | 'access'
  | 'search'
  | 'read'
  | 'bundle'
  | 'reference'
  | 'content'
  | 'record'
  | 'backend-services'
  | 'jwks'
  | 'published'
  | 'bulk'
  | 'bulk-parity'
  | 'http'
  | 'tls'
  | 'smart-2.2';

/** Faults that are about the server as a whole: area, title, and what the server then does. */
export const SIMPLE_FAULTS = {
  'metadata-missing': ['capability', 'No CapabilityStatement', 'GET [base]/metadata answers 404.'],
  'metadata-needs-token': [
    'capability',
    'CapabilityStatement behind a login',
    'GET [base]/metadata answers 401 without a token.',
  ],
  'metadata-not-capability-statement': [
    'capability',
    'Metadata of another type',
    'GET [base]/metadata answers 200 with an OperationOutcome.',
  ],
  'metadata-invalid': [
    'capability',
    'Invalid CapabilityStatement',
    'CapabilityStatement.status holds a code that FHIR does not have.',
  ],
  'metadata-wrong-fhir-version': [
    'capability',
    'Another FHIR version',
    'fhirVersion announces 3.0.2.',
  ],
  'metadata-no-json-format': ['capability', 'JSON not announced', 'format does not list JSON.'],
  'metadata-no-xml-format': ['capability', 'XML not announced', 'format does not list XML.'],
  'metadata-no-instantiates': [
    'capability',
    'US Core server not claimed',
    'instantiates is missing.',
  ],
  'metadata-no-oauth-uris': [
    'capability',
    'No OAuth URIs in the CapabilityStatement',
    'The oauth-uris extension is missing.',
  ],
  'error-200-for-invalid-parameter': [
    'capability',
    'Malformed value accepted',
    'A malformed search value is answered with 200 and an empty Bundle.',
  ],
  'error-500-for-invalid-parameter': [
    'capability',
    'Malformed value breaks the server',
    'A malformed search value is answered with 500.',
  ],
  'error-500-without-token': [
    'capability',
    'Missing token breaks the server',
    'A request without a token is answered with 500.',
  ],
  'error-200-for-unknown-id': [
    'capability',
    'Unknown id answered with 200',
    'A read of an unknown id is answered with 200 and an OperationOutcome.',
  ],
  'error-500-for-unknown-id': [
    'capability',
    'Unknown id breaks the server',
    'A read of an unknown id is answered with 500.',
  ],
  'error-200-for-deleted-id': [
    'capability',
    'Deleted resource still served',
    'A read of a deleted resource is answered with 200 and the resource.',
  ],
  'error-500-for-deleted-id': [
    'capability',
    'Deleted id breaks the server',
    'A read of a deleted resource is answered with 500.',
  ],
  'error-400-for-insufficient-scope': [
    'capability',
    'Wrong status for insufficient scope',
    'What the scopes do not allow is answered with 400.',
  ],

  'smart-config-missing': [
    'smart-discovery',
    'No SMART configuration',
    'GET [base]/.well-known/smart-configuration answers 404.',
  ],
  'smart-config-needs-token': [
    'smart-discovery',
    'SMART configuration behind a login',
    'The SMART configuration answers 401 without a token.',
  ],
  'smart-config-not-json': [
    'smart-discovery',
    'SMART configuration is no JSON',
    'The body of the SMART configuration is cut short.',
  ],
  'smart-config-wrong-content-type': [
    'smart-discovery',
    'SMART configuration mislabelled',
    'The SMART configuration is sent as text/html.',
  ],
  'smart-config-relative-urls': [
    'smart-discovery',
    'Relative endpoints',
    'The endpoints in the SMART configuration are relative URLs.',
  ],
  'smart-config-lacks-authorization-code': [
    'smart-discovery',
    'Grant type authorization_code not listed',
    'grant_types_supported lacks authorization_code.',
  ],
  'smart-config-lacks-client-credentials': [
    'smart-discovery',
    'Grant type client_credentials not listed',
    'grant_types_supported lacks client_credentials.',
  ],
  'smart-config-lacks-s256': [
    'smart-discovery',
    'PKCE with S256 not listed',
    'code_challenge_methods_supported lacks S256.',
  ],
  'smart-config-lists-plain': [
    'smart-discovery',
    'PKCE with plain listed',
    'code_challenge_methods_supported lists plain.',
  ],
  'smart-config-no-issuer': [
    'smart-discovery',
    'No issuer',
    'The SMART configuration has no issuer though it lists sso-openid-connect.',
  ],
  'smart-config-no-jwks-uri': [
    'smart-discovery',
    'No jwks_uri',
    'The SMART configuration has no jwks_uri though it lists sso-openid-connect.',
  ],
  'smart-config-issuer-without-sso': [
    'smart-discovery',
    'Issuer without single sign-on',
    'The SMART configuration gives an issuer but does not list sso-openid-connect.',
  ],
  'smart-config-capabilities-not-strings': [
    'smart-discovery',
    'Capabilities that are no strings',
    'capabilities holds an object beside the strings.',
  ],

  'authorize-get-refused': [
    'authorize',
    'Authorize endpoint refuses GET',
    'GET at the authorize endpoint answers 405.',
  ],
  'authorize-post-refused': [
    'authorize',
    'Authorize endpoint refuses POST',
    'POST at the authorize endpoint answers 405.',
  ],
  'authorize-unavailable': [
    'authorize',
    'Authorize endpoint fails',
    'The authorize endpoint answers 500.',
  ],
  'authorize-error-redirect': [
    'authorize',
    'Authorization ends in an error',
    'The callback carries error=server_error in place of a code.',
  ],
  'authorize-no-code': ['authorize', 'Callback without a code', 'The callback carries no code.'],
  'authorize-ignores-aud': [
    'authorize',
    'Any audience accepted',
    'A wrong aud at the authorize endpoint is accepted.',
  ],
  'authorize-ignores-redirect-uri': [
    'authorize',
    'Any redirect URI accepted',
    'A redirect URI that is not registered is accepted.',
  ],
  'authorize-ignores-pkce': [
    'authorize',
    'Authorization without PKCE',
    'A request without code_challenge is accepted.',
  ],
  'state-changed': [
    'authorize',
    'State changed',
    'The callback carries another state than was sent.',
  ],
  'state-missing': ['authorize', 'State left out', 'The callback carries no state.'],

  'token-endpoint-fails': [
    'token',
    'Token endpoint fails',
    'The token endpoint answers 500 to a correct request.',
  ],
  'token-not-json': ['token', 'Token response is no JSON', 'The token response is form encoded.'],
  'token-basic-auth-refused': [
    'token',
    'HTTP Basic refused',
    'Client authentication by HTTP Basic is refused.',
  ],
  'token-no-access-token': ['token', 'No access token', 'The token response lacks access_token.'],
  'token-no-token-type': ['token', 'No token type', 'The token response lacks token_type.'],
  'token-type-mac': ['token', 'Another token type', 'token_type is "mac".'],
  'token-no-expires-in': ['token', 'No lifetime', 'The token response lacks expires_in.'],
  'token-expires-in-string': ['token', 'Lifetime as a string', 'expires_in is a string.'],
  'token-no-scope': ['token', 'No scope', 'The token response lacks scope.'],
  'token-scope-array': ['token', 'Scope as an array', 'scope is an array.'],
  'token-refresh-token-number': [
    'token',
    'Refresh token as a number',
    'refresh_token is a number.',
  ],
  'token-no-refresh-token': [
    'token',
    'No refresh token',
    'offline_access is granted but no refresh_token comes.',
  ],
  'token-no-id-token': ['token', 'No id_token', 'openid is granted but no id_token comes.'],
  'token-no-cache-control': [
    'token',
    'Token response may be cached',
    'The token response lacks Cache-Control: no-store.',
  ],
  'token-no-pragma': [
    'token',
    'Token response without Pragma',
    'The token response lacks Pragma: no-cache.',
  ],
  'token-fhir-context-malformed': [
    'token',
    'fhirContext malformed',
    'fhirContext is not in the form of the SMART version.',
  ],
  'token-no-patient': ['token', 'No patient context', 'The token response lacks patient.'],
  'token-patient-unreadable': [
    'token',
    'Patient context that cannot be read',
    'patient names a patient that does not exist.',
  ],
  'token-no-banner': [
    'token',
    'No need_patient_banner',
    'The token response lacks need_patient_banner.',
  ],
  'token-no-style-url': [
    'token',
    'No smart_style_url',
    'The token response lacks smart_style_url.',
  ],
  'style-url-missing': ['token', 'Style sheet missing', 'smart_style_url answers 404.'],
  'scope-openid-not-granted': ['token', 'openid not granted', 'openid is left out of the grant.'],
  'scope-fhir-user-not-granted': [
    'token',
    'fhirUser not granted',
    'fhirUser is left out of the grant.',
  ],
  'scope-launch-patient-not-granted': [
    'token',
    'launch/patient not granted',
    'launch/patient is left out of the grant.',
  ],
  'scope-offline-access-not-granted': [
    'token',
    'offline_access not granted',
    'offline_access is left out of the grant.',
  ],
  'scopes-granted-as-v1': [
    'token',
    'Version 1 scopes granted',
    'Scopes are granted in version 1 syntax though version 2 was asked for.',
  ],
  'scopes-granted-as-user': [
    'token',
    'User-level scopes granted',
    'Patient-level scopes are granted at user level.',
  ],
  'scopes-refused-v1': [
    'token',
    'Version 1 scopes refused',
    'Scopes in version 1 syntax are not granted.',
  ],
  'code-exchange-refuses-s256': [
    'token',
    'Right code verifier refused',
    'The code verifier that fits the challenge is refused.',
  ],
  'code-exchange-ignores-pkce': [
    'token',
    'PKCE not verified',
    'Any code_verifier, or none, is accepted.',
  ],
  'code-exchange-accepts-missing-verifier': [
    'token',
    'Missing code verifier accepted',
    'A code is exchanged without code_verifier.',
  ],
  'code-exchange-accepts-blank-verifier': [
    'token',
    'Blank code verifier accepted',
    'A code is exchanged with an empty code_verifier.',
  ],
  'code-exchange-accepts-wrong-verifier': [
    'token',
    'Wrong code verifier accepted',
    'A code is exchanged with any code_verifier that is not the challenge.',
  ],
  'code-exchange-accepts-plain-verifier': [
    'token',
    'Challenge accepted as verifier',
    'A code is exchanged with the S256 challenge itself as code_verifier.',
  ],
  'invalid-code-accepted': [
    'token',
    'Made-up code accepted',
    'A code that was never issued is exchanged.',
  ],
  'invalid-code-wrong-status': [
    'token',
    'Wrong status for a made-up code',
    'A code that was never issued is answered with 401.',
  ],
  'code-reuse-accepted': ['token', 'Code accepted twice', 'A code is exchanged a second time.'],
  'wrong-client-accepted': [
    'token',
    'Wrong client accepted',
    'The token endpoint accepts an unknown client id.',
  ],
  'wrong-client-wrong-status': [
    'token',
    'Wrong status for a wrong client',
    'An unknown client id is answered with 500.',
  ],
  'wrong-secret-accepted': [
    'token',
    'Wrong client secret accepted',
    'The token endpoint accepts any client secret.',
  ],
  'wrong-redirect-uri-accepted': [
    'token',
    'Wrong redirect URI accepted',
    'The token endpoint does not compare redirect_uri.',
  ],
  'refresh-refused': ['token', 'Refresh refused', 'A refresh without scope is refused.'],
  'refresh-with-scope-refused': [
    'token',
    'Refresh with scope refused',
    'A refresh that repeats the granted scopes is refused.',
  ],
  'refresh-not-json': [
    'token',
    'Refresh response is no JSON',
    'The refresh response is form encoded.',
  ],
  'refresh-no-access-token': [
    'token',
    'Refresh without access token',
    'The refresh response lacks access_token.',
  ],
  'refresh-type-mac': [
    'token',
    'Refresh with another token type',
    'token_type of the refresh response is "mac".',
  ],
  'refresh-expires-in-string': [
    'token',
    'Refresh lifetime as a string',
    'expires_in of the refresh response is a string.',
  ],
  'refresh-no-scope': ['token', 'Refresh without scope', 'The refresh response lacks scope.'],
  'refresh-adds-scope': [
    'token',
    'Refresh widens the grant',
    'The refresh response grants a scope that was not granted before.',
  ],
  'refresh-no-cache-control': [
    'token',
    'Refresh response may be cached',
    'The refresh response lacks Cache-Control: no-store.',
  ],
  'refresh-no-pragma': [
    'token',
    'Refresh response without Pragma',
    'The refresh response lacks Pragma: no-cache.',
  ],
  'refresh-token-useless': [
    'token',
    'Refreshed token does not open anything',
    'The refreshed access token is refused by the FHIR server.',
  ],
  'refresh-accepts-anything': [
    'token',
    'Made-up refresh token accepted',
    'A refresh token that was never issued is accepted.',
  ],
  'refresh-wrong-status': [
    'token',
    'Wrong status for a made-up refresh token',
    'A refresh token that was never issued is answered with 500.',
  ],
  'token-expires-early': [
    'token',
    'Token expires before its time',
    'Access tokens last half as long as expires_in says.',
  ],
  'introspection-missing': ['token', 'No introspection', 'The introspection endpoint answers 404.'],
  'introspection-active-string': [
    'token',
    'active is no boolean',
    'active is the string "true" or "false".',
  ],
  'introspection-no-client-id': [
    'token',
    'Introspection without client_id',
    'The active answer lacks client_id.',
  ],
  'introspection-no-scope': [
    'token',
    'Introspection without scope',
    'The active answer lacks scope.',
  ],
  'introspection-no-exp': ['token', 'Introspection without exp', 'The active answer lacks exp.'],
  'introspection-no-patient': [
    'token',
    'Introspection without patient',
    'The active answer lacks patient.',
  ],
  'introspection-wrong-patient': [
    'token',
    'Introspection with another patient',
    'The active answer names another patient.',
  ],
  'introspection-no-identity': [
    'token',
    'Introspection without identity',
    'The active answer lacks iss and sub.',
  ],
  'introspection-unknown-active': [
    'token',
    'Unknown token active',
    'An unknown token is said to be active.',
  ],
  'introspection-inactive-tells': [
    'token',
    'Inactive answer tells more',
    'The inactive answer has further members.',
  ],
  'revocation-useless': [
    'token',
    'Revoked tokens work on',
    'Revocation answers 200 and does nothing.',
  ],

  'assertion-type-ignored': [
    'token',
    'Assertion type not looked at',
    'A client assertion is accepted under any client_assertion_type.',
  ],
  'assertion-wrong-issuer-accepted': [
    'token',
    'Assertion of another issuer accepted',
    'A client assertion whose iss is not the client is accepted.',
  ],
  'assertion-wrong-subject-accepted': [
    'token',
    'Assertion about another subject accepted',
    'A client assertion whose sub is not the client is accepted.',
  ],
  'assertion-wrong-audience-accepted': [
    'token',
    'Assertion for another server accepted',
    'A client assertion whose aud is not the token URL is accepted.',
  ],
  'assertion-expired-accepted': [
    'token',
    'Expired assertion accepted',
    'A client assertion that has expired is accepted.',
  ],
  'assertion-long-life-accepted': [
    'token',
    'Long-lived assertion accepted',
    'A client assertion that lives longer than five minutes is accepted.',
  ],
  'assertion-missing-jti-accepted': [
    'token',
    'Assertion without jti accepted',
    'A client assertion without jti is accepted.',
  ],
  'assertion-replay-accepted': [
    'token',
    'Assertion accepted twice',
    'A client assertion is accepted a second time.',
  ],
  'assertion-bad-signature-accepted': [
    'token',
    'Assertion signature not verified',
    'A client assertion signed by any key is accepted.',
  ],
  'assertion-alg-none-accepted': [
    'token',
    'Unsigned assertion accepted',
    'A client assertion with alg none is accepted.',
  ],
  'authorize-ignores-launch': [
    'authorize',
    'Unknown launch value accepted',
    'A launch value that was never issued is accepted at the authorize endpoint.',
  ],
  'id-token-not-jwt': [
    'openid',
    'id_token is no JWT',
    'The id_token is a string that cannot be decoded.',
  ],
  'id-token-hs256': ['openid', 'id_token signed with HS256', 'The id_token is signed with HS256.'],
  'id-token-unknown-kid': [
    'openid',
    'id_token names an unknown key',
    'kid of the id_token is not in the JWKS.',
  ],
  'id-token-no-kid': [
    'openid',
    'id_token does not say its key',
    'kid is missing though the JWKS has two RSA keys.',
  ],
  'id-token-bad-signature': [
    'openid',
    'id_token signature wrong',
    'The signature of the id_token does not verify.',
  ],
  'id-token-wrong-issuer': [
    'openid',
    'id_token of another issuer',
    'iss of the id_token differs from the issuer of its OpenID configuration.',
  ],
  'id-token-wrong-audience': [
    'openid',
    'id_token for another client',
    'aud of the id_token is not the client id.',
  ],
  'id-token-expired': ['openid', 'id_token expired', 'exp of the id_token lies in the past.'],
  'id-token-no-sub': ['openid', 'id_token without sub', 'The id_token lacks sub.'],
  'id-token-long-sub': [
    'openid',
    'id_token with an overlong sub',
    'sub of the id_token has 300 characters.',
  ],
  'id-token-no-iat': ['openid', 'id_token without iat', 'The id_token lacks iat.'],
  'id-token-no-fhir-user': ['openid', 'id_token without fhirUser', 'The id_token lacks fhirUser.'],
  'id-token-fhir-user-wrong-type': [
    'openid',
    'fhirUser of another type',
    'fhirUser names an Organization.',
  ],
  'id-token-fhir-user-unreadable': [
    'openid',
    'fhirUser cannot be read',
    'fhirUser names a resource that does not exist.',
  ],
  'id-token-wrong-nonce': [
    'openid',
    'nonce not repeated',
    'nonce of the id_token is not what was sent.',
  ],
  'openid-configuration-missing': [
    'openid',
    'No OpenID configuration',
    '[iss]/.well-known/openid-configuration answers 404.',
  ],
  'openid-configuration-wrong-content-type': [
    'openid',
    'OpenID configuration mislabelled',
    'The OpenID configuration is sent as text/html.',
  ],
  'openid-configuration-lacks-rs256': [
    'openid',
    'RS256 not listed',
    'id_token_signing_alg_values_supported lacks RS256.',
  ],
  'jwks-missing': ['openid', 'No JWKS', 'jwks_uri answers 404.'],
  'jwks-no-rsa-key': ['openid', 'No RSA key', 'The JWKS holds no RSA key.'],
  'jwks-malformed-key': [
    'openid',
    'Malformed RSA key',
    'An RSA key of the JWKS lacks its modulus.',
  ],

  'unauthenticated-read-allowed': [
    'access',
    'Reading without a token',
    'Reads and searches are answered without a token.',
  ],
  'unauthenticated-read-403': [
    'access',
    'Wrong status without a token',
    'A request without a token is answered with 403.',
  ],
  'invalid-token-accepted': [
    'access',
    'Any token accepted',
    'A made-up access token opens everything.',
  ],
  'expired-token-accepted': [
    'access',
    'Expired token accepted',
    'An expired access token still opens everything.',
  ],
  'scopes-ignored': [
    'access',
    'Scopes not enforced',
    'A token opens every type, whatever was granted.',
  ],
  'compartment-ignored': [
    'access',
    'Patient context not enforced',
    'A patient-level token opens the records of other patients.',
  ],

  'bundle-no-self-link': ['bundle', 'No self link', 'Search answers lack the self link.'],
  'bundle-wrong-type': [
    'bundle',
    'Bundle of another type',
    'Search answers are Bundles of type collection.',
  ],
  'bundle-no-full-url': ['bundle', 'No fullUrl', 'Entries lack fullUrl.'],
  'bundle-relative-full-url': ['bundle', 'Relative fullUrl', 'fullUrl is a relative URL.'],
  'bundle-no-search-mode': ['bundle', 'No search mode', 'Entries lack search.mode.'],
  'bundle-wrong-search-mode': ['bundle', 'Wrong search mode', 'Matches are labelled as includes.'],
  'bundle-no-next-link': [
    'bundle',
    'Further pages out of reach',
    'The next link is left out though there are more matches.',
  ],
  'bundle-next-link-loops': [
    'bundle',
    'Paging in a circle',
    'The next link leads to the same page again.',
  ],
  'bundle-next-link-dead': [
    'bundle',
    'Dead next link',
    'The next link leads to a page that is gone.',
  ],
  'etag-of-another-version': [
    'bundle',
    'ETag of another version',
    'Reads carry an ETag that is not the versionId of what they bring.',
  ],
  'history-etag-of-another-version': [
    'bundle',
    'History with ETags of other versions',
    'Entries of a history carry an ETag that is not the versionId of their resource.',
  ],
  'include-brings-foreign-patient': [
    'bundle',
    'Another patient among what is included',
    'Searches that include something also bring a patient whom the token does not cover.',
  ],
  'second-page-leaks': [
    'bundle',
    'Another patient on the second page',
    'Every page after the first of a search also gives a resource of a patient whom the token does not cover.',
  ],
  'history-wrong-bundle-type': [
    'bundle',
    'History of another type',
    'The history of a resource is a Bundle of type searchset.',
  ],

  'html-instead-of-json': [
    'http',
    'HTML where JSON is due',
    'FHIR requests are answered with a page of HTML and status 200.',
  ],
  'endless-body': [
    'http',
    'A body that never ends',
    'FHIR requests are answered with a body that never ends.',
  ],
  'truncated-body': [
    'http',
    'A body cut short',
    'The connection is closed in the middle of a FHIR answer.',
  ],
  'hung-request': ['http', 'No answer', 'FHIR requests are never answered.'],
  'garbled-json': [
    'http',
    'Garbled JSON',
    'FHIR answers end before the JSON does, with the right Content-Length.',
  ],
  'server-errors': ['http', 'Server errors', 'Every other FHIR request is answered with 500.'],
  'redirect-elsewhere': [
    'http',
    'Redirect to another host',
    'FHIR requests are redirected to another origin.',
  ],
} as const satisfies Readonly<Record<string, readonly [FaultArea, string, string]>>;

export type SimpleFaultId = keyof typeof SIMPLE_FAULTS;
