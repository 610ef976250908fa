import type { Breakage } from '../faults.ts';
import { json, OAUTH_PATH, type Reply, type Urls } from '../http.ts';
import { refusal } from '../outcome.ts';
import type { MovableEndpoint } from '../tls-faults.ts';
import { OPENID_FIELDS, SMART_CAPABILITIES, SMART_FIELDS } from './metadata-fields.ts';

/** Members that came with SMART App Launch 2.2, each of another type than it has to be. */
const LATER_MALFORMED = {
  user_access_brand_bundle: { resourceType: 'Bundle' },
  user_access_brand_identifier: 'https://sandbox.example.org',
  associated_endpoints: {},
};

/** Endpoints that have another origin than the rest. */
export type Elsewhere = ReadonlyMap<MovableEndpoint, { readonly origin: string }>;

const kebab = (field: string): string => field.replaceAll('_', '-');

/** `[base]/.well-known/smart-configuration` (SMART App Launch 2, Conformance). */
export function smartConfiguration(
  urls: Urls,
  breakage: Breakage,
  authorization: string | undefined,
  elsewhere: Elsewhere = new Map(),
): Reply {
  const { broken } = breakage;
  if (broken('smart-config-missing')) return refusal(404, 'not-found', 'There is nothing here.');
  if (broken('smart-config-needs-token') && authorization === undefined)
    return refusal(401, 'login', 'A token is needed.', { 'WWW-Authenticate': 'Bearer' });
  const reply = json(200, content(urls, breakage, elsewhere));
  if (broken('smart-config-not-json')) return { ...reply, body: reply.body.slice(0, 200) };
  if (broken('smart-config-wrong-content-type'))
    return { ...reply, headers: { 'Content-Type': 'text/html' } };
  return reply;
}

function content(
  urls: Urls,
  { broken, varies }: Breakage,
  elsewhere: Elsewhere,
): Record<string, unknown> {
  const at = (endpoint: MovableEndpoint, path: string): string => {
    const origin = elsewhere.get(endpoint)?.origin;
    return `${origin === undefined ? issuer : `${origin}${OAUTH_PATH}`}${path}`;
  };
  const issuer = broken('smart-config-relative-urls') ? '/oauth' : urls.issuer;
  const withoutSso =
    broken('smart-config-lacks-sso-openid-connect') || broken('smart-config-issuer-without-sso');
  const withIssuer = !withoutSso || broken('smart-config-issuer-without-sso');
  const capabilities: unknown[] = SMART_CAPABILITIES.filter(
    (name) =>
      !broken(`smart-config-lacks-${name}`) && !(withoutSso && name === 'sso-openid-connect'),
  );
  const fields: Record<string, unknown> = {
    ...(withIssuer && !broken('smart-config-no-issuer') ? { issuer: urls.issuer } : {}),
    ...(withIssuer && !broken('smart-config-no-jwks-uri')
      ? { jwks_uri: at('jwks', '/jwks.json') }
      : {}),
    authorization_endpoint: at('authorize', '/authorize'),
    token_endpoint: at('token', '/token'),
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'].filter(
      (name) =>
        !(name === 'authorization_code' && broken('smart-config-lacks-authorization-code')) &&
        !(name === 'client_credentials' && broken('smart-config-lacks-client-credentials')),
    ),
    registration_endpoint: `${issuer}/register`,
    scopes_supported: [
      'openid',
      'fhirUser',
      'launch',
      'launch/patient',
      'offline_access',
      'patient/*.rs',
      'patient/*.read',
      'user/*.rs',
      'user/*.read',
    ],
    response_types_supported: ['code'],
    management_endpoint: `${issuer}/manage`,
    ...(broken('smart-config-later-members-malformed') ? LATER_MALFORMED : {}),
    introspection_endpoint: at('introspection', '/introspect'),
    ...(varies('revocation-by-page') ? {} : { revocation_endpoint: `${issuer}/revoke` }),
    code_challenge_methods_supported: [
      ...(broken('smart-config-lacks-s256') ? [] : ['S256']),
      ...(broken('smart-config-lists-plain') ? ['plain'] : []),
    ],
    capabilities: broken('smart-config-capabilities-not-strings')
      ? [...capabilities, { code: 'more' }]
      : capabilities,
  };
  for (const field of SMART_FIELDS) {
    if (broken(`smart-config-no-${kebab(field)}`)) delete fields[field];
    if (broken(`smart-config-mistyped-${kebab(field)}`))
      fields[field] = Array.isArray(fields[field]) ? fields[field].join(' ') : [fields[field]];
  }
  return fields;
}

/** `[iss]/.well-known/openid-configuration` (OpenID Connect Discovery 1.0, 4). */
export function openIdConfiguration(urls: Urls, { broken }: Breakage): Reply {
  if (broken('openid-configuration-missing'))
    return refusal(404, 'not-found', 'There is nothing here.');
  const { issuer } = urls;
  const fields: Record<string, unknown> = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks.json`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: broken('openid-configuration-lacks-rs256')
      ? ['ES256']
      : ['RS256'],
    scopes_supported: ['openid', 'fhirUser'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'fhirUser'],
  };
  for (const field of OPENID_FIELDS) {
    if (broken(`openid-configuration-no-${kebab(field)}`)) delete fields[field];
  }
  const reply = json(200, fields);
  return broken('openid-configuration-wrong-content-type')
    ? { ...reply, headers: { 'Content-Type': 'text/html' } }
    : reply;
}
