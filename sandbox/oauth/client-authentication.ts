import { json, type Incoming, type Reply } from '../http.ts';
import { ASSERTION_TYPE, clientOfAssertion } from './client-assertion.ts';
import type { Client } from './clients.ts';
import type { OAuthContext } from './oauth-api.ts';

/** An error answer of the token endpoint (RFC 6749, 5.2). */
export const oauthError = (
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Reply =>
  json(
    status,
    { error, error_description: description },
    { 'Cache-Control': 'no-store', Pragma: 'no-cache', ...headers },
  );

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A stray percent sign is no encoding; the text stands for itself.
    return text;
  }
};

/** The client that a request comes from, by assertion, HTTP Basic, form, or by its bare id when public. */
export async function authenticate(
  context: OAuthContext,
  incoming: Incoming,
  form: URLSearchParams,
): Promise<Client | Reply> {
  const { clients, breakage } = context;
  const { broken } = breakage;
  const basic = /^Basic (.+)$/i.exec(incoming.header('authorization') ?? '')?.[1];
  const challenge = basic === undefined ? {} : { 'WWW-Authenticate': 'Basic realm="sandbox"' };
  const invalid = (why: string): Reply =>
    broken('wrong-client-wrong-status')
      ? oauthError(500, 'server_error', 'Out of order.')
      : oauthError(401, 'invalid_client', why, challenge);
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    const defective = (why: string): Reply => {
      if (broken('backend-error-html'))
        return { status: 401, headers: { 'Content-Type': 'text/html' }, body: '<p>No.</p>' };
      return broken('backend-error-code-wrong')
        ? oauthError(401, 'invalid_request', why)
        : invalid(why);
    };
    if (broken('assertion-refused')) return defective('Client assertions are not supported.');
    if (broken('assertion-refresh-refused') && form.get('grant_type') === 'refresh_token')
      return defective('Client assertions are not supported here.');
    const right = form.get('client_assertion_type') === ASSERTION_TYPE;
    if (!right && !broken('assertion-type-ignored'))
      return oauthError(400, 'invalid_request', 'client_assertion_type is not supported.');
    const found = await clientOfAssertion(context, assertion, `${incoming.urls.issuer}/token`);
    return typeof found === 'string' ? defective(found) : found;
  }
  let id = form.get('client_id') ?? '';
  let secret = form.get('client_secret') ?? undefined;
  if (basic !== undefined) {
    if (broken('token-basic-auth-refused')) return invalid('HTTP Basic is not supported.');
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    id = decoded(user);
    secret = decoded(rest.join(':'));
  }
  const client = clients.get(id);
  if (client === undefined) {
    const first = broken('wrong-client-accepted') ? clients.values().next().value : undefined;
    return first ?? invalid('The client is not known.');
  }
  if (client.keys !== undefined) return invalid('The client has to sign its requests.');
  if (client.secret === undefined)
    return broken('public-client-refused') ? invalid('A secret is needed.') : client;
  if (secret === client.secret || (secret !== undefined && broken('wrong-secret-accepted')))
    return client;
  return invalid('The client could not be authenticated.');
}
