import { formOf, json, type Incoming, type Reply } from '../http.ts';
import { refusal } from '../outcome.ts';
import { authenticate } from './client-authentication.ts';
import type { OAuthContext } from './oauth-api.ts';
import { subjectOf } from './signer.ts';

const SECOND = 1000;

/** Token introspection (RFC 7662; SMART App Launch 2, Token Introspection). */
export async function introspect(context: OAuthContext, incoming: Incoming): Promise<Reply> {
  const { broken } = context.breakage;
  if (broken('introspection-missing')) return refusal(404, 'not-found', 'There is nothing here.');
  const form = formOf(incoming);
  const client = await authenticate(context, incoming, form);
  if ('status' in client) return client;
  const known = context.tokens.describe(form.get('token') ?? '');
  const active = known !== undefined || broken('introspection-unknown-active');
  const said = broken('introspection-active-string') ? String(active) : active;
  const headers = { 'Cache-Control': 'no-store' };
  if (known === undefined) {
    const more = broken('introspection-inactive-tells') ? { client_id: client.id } : {};
    return json(200, { active: said, ...more }, headers);
  }
  const { authorization, scopes, expiresAt } = known;
  const { patient, encounter, issuer, clientId, fhirBaseUrl, fhirUser } = authorization;
  const identified = scopes.includes('openid') && !broken('introspection-no-identity');
  return json(
    200,
    {
      active: said,
      ...(broken('introspection-no-client-id') ? {} : { client_id: clientId }),
      ...(broken('introspection-no-scope')
        ? {}
        : {
            scope: (broken('introspection-fewer-scopes') ? scopes.slice(0, -1) : scopes).join(' '),
          }),
      ...(expiresAt === undefined || broken('introspection-no-exp')
        ? {}
        : { exp: Math.floor(expiresAt / SECOND) }),
      ...(patient === undefined || broken('introspection-no-patient')
        ? {}
        : { patient: broken('introspection-wrong-patient') ? 'nobody' : patient }),
      ...(encounter === undefined || broken('introspection-no-encounter') ? {} : { encounter }),
      ...(identified
        ? {
            iss: issuer,
            sub: broken('introspection-wrong-subject') ? 'nobody' : subjectOf(authorization),
          }
        : {}),
      ...(identified && scopes.includes('fhirUser')
        ? { fhirUser: `${fhirBaseUrl}/${fhirUser}` }
        : {}),
    },
    headers,
  );
}

/** Token revocation (RFC 7009): unknown tokens are fine, the answer says nothing. */
export async function revoke(context: OAuthContext, incoming: Incoming): Promise<Reply> {
  if (context.breakage.broken('revocation-refused'))
    return refusal(503, 'transient', 'Try again later.');
  const form = formOf(incoming);
  const client = await authenticate(context, incoming, form);
  if ('status' in client) return client;
  const token = form.get('token') ?? '';
  const known = context.tokens.describe(token);
  const own = known === undefined || known.authorization.clientId === client.id;
  if (own && !context.breakage.broken('revocation-useless')) context.tokens.revoke(token);
  return json(200, {}, { 'Cache-Control': 'no-store' });
}
