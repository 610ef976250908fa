import { createHash } from 'node:crypto';
import { formOf, isForm, json, type Incoming, type Reply, type Urls } from '../http.ts';
import { authenticate, oauthError } from './client-authentication.ts';
import type { Client } from './clients.ts';
import { fhirContextFor } from './fhir-context.ts';
import type { IssuedCode, OAuthContext } from './oauth-api.ts';
import { idToken } from './signer.ts';
import type { Authorization } from './token-book.ts';

/** The token endpoint: codes and refresh tokens (RFC 6749, 4.1.3 and 6). */
export async function exchange(context: OAuthContext, incoming: Incoming): Promise<Reply> {
  const reply = await answered(context, incoming);
  const { broken } = context.breakage;
  if (reply.status < 400) return reply;
  if (broken('token-error-html'))
    return { ...reply, headers: { 'Content-Type': 'text/html' }, body: '<p>That is wrong.</p>' };
  return broken('token-error-unnamed') ? { ...reply, body: '{"message":"That is wrong."}' } : reply;
}

async function answered(context: OAuthContext, incoming: Incoming): Promise<Reply> {
  const { broken } = context.breakage;
  if (incoming.method !== 'POST') return oauthError(405, 'invalid_request', 'Use POST.');
  if (!isForm(incoming)) return oauthError(400, 'invalid_request', 'The body is not form encoded.');
  const form = formOf(incoming);
  const client = await authenticate(context, incoming, form);
  if ('status' in client) return client;
  switch (form.get('grant_type')) {
    case 'authorization_code':
      if (broken('token-endpoint-fails')) return oauthError(500, 'server_error', 'Out of order.');
      return exchangeCode(context, form, client.id);
    case 'refresh_token':
      return refresh(context, form, client.id);
    case 'client_credentials':
      return grantToSystem(context, form, client, incoming.urls);
    default:
      if (client.systemScopes !== undefined && broken('backend-grant-type-ignored'))
        return grantToSystem(context, form, client, incoming.urls);
      if (client.systemScopes !== undefined && broken('backend-grant-type-wrong-status'))
        return oauthError(401, 'unsupported_grant_type', 'This grant type is not supported.');
      return oauthError(400, 'unsupported_grant_type', 'This grant type is not supported.');
  }
}

const invalidGrant = (why: string, status = 400): Reply => oauthError(status, 'invalid_grant', why);

async function exchangeCode(
  context: OAuthContext,
  form: URLSearchParams,
  clientId: string,
): Promise<Reply> {
  const { broken } = context.breakage;
  let issued = context.codes.get(form.get('code') ?? '');
  if (issued === undefined && broken('invalid-code-accepted'))
    issued = [...context.codes.values()].at(-1);
  if (issued === undefined)
    return invalidGrant('The code is not known.', broken('invalid-code-wrong-status') ? 401 : 400);
  if (issued.authorization.clientId !== clientId && !broken('wrong-client-accepted'))
    return invalidGrant('The code was issued to another client.');
  if (
    issued.usedFor !== undefined &&
    !broken('code-reuse-accepted') &&
    !broken('invalid-code-accepted')
  ) {
    // A code that comes back may have been stolen: what it gave is taken back (RFC 6749, 4.1.2).
    issued.usedFor.revoked = true;
    return invalidGrant('The code has been used before.');
  }
  if (issued.expiresAt <= context.now()) return invalidGrant('The code has expired.');
  if (form.get('redirect_uri') !== issued.redirectUri && !broken('wrong-redirect-uri-accepted'))
    return invalidGrant('redirect_uri is not the one of the authorization request.');
  if (!provesPossession(issued, form.get('code_verifier'), context))
    return invalidGrant('code_verifier does not fit the code_challenge.');
  const { authorization } = issued;
  if (authorization.scopes.some((scope) => scope.includes('?')) && broken('granular-refused'))
    return oauthError(400, 'invalid_scope', 'Scopes for categories are not supported.');
  if (authorization.partial === true && broken('partial-consent-refused'))
    return oauthError(400, 'invalid_scope', 'Not everything was let through.');
  issued.usedFor = authorization;
  return tokenReply(context, authorization, authorization.scopes, 'exchange');
}

/** Whether the verifier is the one of the challenge (RFC 7636, 4.6). */
function provesPossession(
  { challenge, plain }: IssuedCode,
  verifier: string | null,
  { breakage: { broken } }: OAuthContext,
): boolean {
  if (challenge === '' || broken('code-exchange-ignores-pkce')) return true;
  if (verifier === null) return broken('code-exchange-accepts-missing-verifier');
  if (verifier === '') return broken('code-exchange-accepts-blank-verifier');
  if (verifier === challenge) return plain || broken('code-exchange-accepts-plain-verifier');
  const fits = createHash('sha256').update(verifier).digest('base64url') === challenge;
  if (fits) return !broken('code-exchange-refuses-s256');
  return broken('code-exchange-accepts-wrong-verifier');
}

async function refresh(
  context: OAuthContext,
  form: URLSearchParams,
  clientId: string,
): Promise<Reply> {
  const { tokens, breakage } = context;
  const { broken } = breakage;
  const token = form.get('refresh_token') ?? '';
  let authorization = tokens.authorizationOf(token);
  if (authorization === undefined && broken('refresh-accepts-anything'))
    authorization = tokens.anyAuthorization(clientId);
  if (authorization === undefined)
    return invalidGrant(
      'The refresh token is not known.',
      broken('refresh-wrong-status') ? 500 : 400,
    );
  if (authorization.clientId !== clientId && !broken('refresh-of-another-client-accepted'))
    return invalidGrant('The refresh token was issued to another client.');
  if (broken('refresh-after-expiry-refused') && tokens.hasLapsed(authorization))
    return invalidGrant('The session has ended.');
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (broken(asked.length > 0 ? 'refresh-with-scope-refused' : 'refresh-refused'))
    return invalidGrant('The refresh token is not known.');
  const { scopes } = authorization;
  if (asked.some((scope) => !scopes.includes(scope)))
    return oauthError(400, 'invalid_scope', 'A refresh cannot widen what was granted.');
  const reply = await tokenReply(
    context,
    authorization,
    asked.length > 0 ? asked : scopes,
    'refresh',
  );
  if (context.breakage.varies('rotating-refresh-tokens')) tokens.retireRefresh(token);
  return reply;
}

/** Shorter than for people: nobody is there to end it (SMART App Launch 2, Backend Services). */
const SYSTEM_LIFETIME_SECONDS = 300;

/** A token for a client without users (SMART App Launch 2, Backend Services). */
function grantToSystem(
  { tokens, store, breakage: { broken }, lifetimeSeconds }: OAuthContext,
  form: URLSearchParams,
  client: Client,
  { issuer, fhir }: Urls,
): Reply {
  if (broken('backend-token-refused')) return oauthError(500, 'server_error', 'Out of order.');
  if (client.systemScopes === undefined)
    return oauthError(400, 'unauthorized_client', 'This client acts for users only.');
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const registered = client.systemScopes;
  const exceeds = broken('backend-scope-exceeded');
  const scopes = asked.filter((scope) => exceeds || registered.includes(scope));
  if (scopes.length === 0)
    return oauthError(400, 'invalid_scope', 'The client is registered for none of these scopes.');
  const everyone = [...store.all('Patient')].map(({ resource }) => resource.id);
  const authorization: Authorization = {
    clientId: client.id,
    scopes,
    patients: [],
    userPatients: everyone,
    fhirUser: `Device/${client.id}`,
    issuer,
    fhirBaseUrl: fhir,
    revoked: false,
  };
  const usual = Math.min(SYSTEM_LIFETIME_SECONDS, lifetimeSeconds);
  const seconds = broken('backend-token-long-life') ? 3600 : usual;
  return json(
    200,
    {
      ...(broken('backend-token-no-access-token')
        ? {}
        : { access_token: tokens.issue(authorization, scopes, { seconds }) }),
      token_type: broken('backend-token-type-mac') ? 'mac' : 'bearer',
      expires_in: broken('backend-token-expires-in-string') ? String(seconds) : seconds,
      ...(broken('backend-token-no-scope') ? {} : { scope: scopes.join(' ') }),
    },
    { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
  );
}

type Occasion = 'exchange' | 'refresh';

async function tokenReply(
  context: OAuthContext,
  authorization: Authorization,
  scopes: readonly string[],
  occasion: Occasion,
): Promise<Reply> {
  const { broken } = context.breakage;
  const first = occasion === 'exchange';
  const body = first
    ? await exchangeBody(context, authorization, scopes)
    : refreshBody(context, authorization, scopes);
  const headers = {
    ...(broken(first ? 'token-no-cache-control' : 'refresh-no-cache-control')
      ? {}
      : { 'Cache-Control': 'no-store' }),
    ...(broken(first ? 'token-no-pragma' : 'refresh-no-pragma') ? {} : { Pragma: 'no-cache' }),
  };
  if (!broken(first ? 'token-not-json' : 'refresh-not-json')) return json(200, body, headers);
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return {
    status: 200,
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(pairs).toString(),
  };
}

const lifetimeOf = (
  { clients, lifetimeSeconds }: OAuthContext,
  { clientId }: Authorization,
): number => clients.get(clientId)?.lifetimeSeconds ?? lifetimeSeconds;

/** What the EHR opens apps for (SMART App Launch 2, intent). */
const INTENT = 'reconcile-medications';

async function exchangeBody(
  context: OAuthContext,
  authorization: Authorization,
  scopes: readonly string[],
): Promise<Record<string, unknown>> {
  const { breakage, smart, tokens } = context;
  const { broken } = breakage;
  const seconds = lifetimeOf(context, authorization);
  const { patient, encounter, issuer } = authorization;
  const refreshToken = scopes.includes('offline_access') && tokens.issueRefresh(authorization);
  return {
    ...(broken('token-no-access-token')
      ? {}
      : { access_token: tokens.issue(authorization, scopes, { seconds }) }),
    ...(broken('token-no-token-type')
      ? {}
      : { token_type: broken('token-type-mac') ? 'mac' : 'Bearer' }),
    ...(broken('token-no-expires-in')
      ? {}
      : {
          expires_in: broken('token-expires-in-string') ? String(seconds) : seconds,
        }),
    ...(broken('token-no-scope')
      ? {}
      : { scope: broken('token-scope-array') ? scopes : scopes.join(' ') }),
    ...(refreshToken !== false && !broken('token-no-refresh-token')
      ? { refresh_token: broken('token-refresh-token-number') ? 12345 : refreshToken }
      : {}),
    ...(scopes.includes('openid') && !broken('token-no-id-token')
      ? { id_token: await idToken(context.signer, authorization, context.now(), breakage) }
      : {}),
    ...(patient === undefined || broken('token-no-patient')
      ? {}
      : { patient: broken('token-patient-unreadable') ? 'nobody' : patient }),
    ...(encounter === undefined || broken('token-no-encounter') ? {} : { encounter }),
    ...(encounter === undefined ? {} : { intent: broken('token-intent-list') ? [INTENT] : INTENT }),
    ...fhirContextFor(patient, smart, broken('token-fhir-context-malformed')),
    ...(broken('token-no-banner')
      ? {}
      : { need_patient_banner: broken('token-banner-string') ? 'true' : true }),
    ...(broken('token-no-style-url') ? {} : { smart_style_url: `${issuer}/style.json` }),
  };
}

function refreshBody(
  context: OAuthContext,
  authorization: Authorization,
  scopes: readonly string[],
): Record<string, unknown> {
  const { breakage, tokens } = context;
  const { broken } = breakage;
  const seconds = lifetimeOf(context, authorization);
  const granted = broken('refresh-adds-scope') ? [...scopes, 'user/Medication.cruds'] : scopes;
  return {
    ...(broken('refresh-no-access-token')
      ? {}
      : {
          access_token: tokens.issue(authorization, scopes, {
            useless: broken('refresh-token-useless'),
            seconds,
          }),
        }),
    token_type: broken('refresh-type-mac') ? 'mac' : 'Bearer',
    expires_in: broken('refresh-expires-in-string') ? String(seconds) : seconds,
    ...(broken('refresh-no-scope') ? {} : { scope: granted.join(' ') }),
    ...(context.breakage.varies('rotating-refresh-tokens')
      ? { refresh_token: tokens.issueRefresh(authorization) }
      : {}),
    ...(authorization.patient === undefined ? {} : { patient: authorization.patient }),
  };
}
