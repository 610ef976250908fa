import { formOf, isForm, type Incoming, type Reply } from '../http.ts';
import { refusal } from '../outcome.ts';
import { textOf, valuesAt } from '../resource.ts';
import { isRegistered, type User } from './clients.ts';
import { grantedScopes, offersOf } from './granting.ts';
import type { OAuthContext, PendingRequest } from './oauth-api.ts';
import { errorPage, type PatientChoice } from './pages.ts';
import { freshSecret } from './token-book.ts';

const COOKIE = 'sandbox_session';
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** The authorize endpoint, by GET or by POST (SMART App Launch 2, capability authorize-post). */
export function authorize(context: OAuthContext, incoming: Incoming): Reply {
  const { broken } = context.breakage;
  const { method } = incoming;
  if (broken('authorize-unavailable')) return refusal(500, 'exception', 'Something went wrong.');
  const refused = broken(method === 'POST' ? 'authorize-post-refused' : 'authorize-get-refused');
  if (refused || (method !== 'GET' && method !== 'POST'))
    return errorPage(405, 'invalid_request', `${method} is not accepted here.`);
  if (method === 'POST' && !isForm(incoming))
    return errorPage(415, 'invalid_request', 'The request is not form encoded.');
  const asked = method === 'POST' ? formOf(incoming) : incoming.query;
  const parameter = (name: string): string => asked.get(name) ?? '';

  // Nothing goes to a redirect URI that is not known to be the client's (RFC 6749, 4.1.2.1).
  const [anybody] = context.clients.values();
  const client =
    context.clients.get(parameter('client_id')) ??
    (broken('authorize-accepts-unknown-client') ? anybody : undefined);
  if (client === undefined)
    return errorPage(400, 'unauthorized_client', 'The app is not registered here.');
  const redirectUri = parameter('redirect_uri');
  if (!isRegistered(redirectUri) && !broken('authorize-ignores-redirect-uri'))
    return errorPage(400, 'invalid_request', 'The redirect URI is not registered for this app.');
  if (!isOurs(parameter('aud'), incoming) && !broken('authorize-ignores-aud'))
    return errorPage(400, 'invalid_request', 'The app asks for a token for another server (aud).');

  const state = parameter('state');
  const back = (error: string, description: string): Reply =>
    redirect(redirectUri, {
      error,
      error_description: description,
      ...(state === '' ? {} : { state }),
    });
  if (parameter('response_type') !== 'code')
    return back('unsupported_response_type', 'Only response_type=code is supported.');
  if (state === '') return back('invalid_request', 'state is missing.');
  const challenge = parameter('code_challenge');
  const how = parameter('code_challenge_method');
  const plain = how === 'plain' && broken('authorize-accepts-plain-challenge');
  const hasPkce = (how === 'S256' || plain) && CHALLENGE.test(challenge);
  if (!hasPkce && !broken('authorize-ignores-pkce'))
    return back('invalid_request', 'A code_challenge with code_challenge_method S256 is needed.');
  const scopes = parameter('scope')
    .split(' ')
    .filter((scope) => scope !== '');
  if (scopes.length === 0) return back('invalid_scope', 'scope is missing.');
  const launch = parameter('launch');
  const launched = launch === '' ? undefined : context.launches.get(launch);
  if (launch !== '' && broken('launch-refused'))
    return errorPage(400, 'invalid_request', 'Apps are not opened from here.');
  if (launch !== '' && launched === undefined && !broken('authorize-ignores-launch'))
    return back('invalid_request', 'The launch value is not known.');

  const nonce = parameter('nonce');
  const id = freshSecret();
  const pending: PendingRequest = {
    id,
    client,
    redirectUri,
    state,
    scopes,
    challenge,
    plain,
    issuer: incoming.urls.issuer,
    fhirBaseUrl: incoming.urls.fhir,
    ...(nonce === '' ? {} : { nonce }),
    ...(launched === undefined ? {} : { launched }),
  };
  context.pending.set(id, pending);
  const user = userOf(context, incoming);
  return user === undefined ? context.pages.login(id, false) : afterLogin(context, pending, user);
}

const isOurs = (aud: string, { urls }: Incoming): boolean => aud.replace(/\/$/, '') === urls.fhir;

const redirect = (to: string, parameters: Readonly<Record<string, string>>): Reply => {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { status: 302, headers: { Location: url.href, 'Cache-Control': 'no-store' }, body: '' };
};

const cookieOf = (incoming: Incoming): string | undefined =>
  new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(incoming.header('cookie') ?? '')?.[1];

const userOf = ({ sessions }: OAuthContext, incoming: Incoming): User | undefined => {
  const cookie = cookieOf(incoming);
  return cookie === undefined ? undefined : sessions.get(cookie);
};

const EXPIRED = 'This sign-in has expired. Start again from the app.';

/** User name and password come in. */
export function login(context: OAuthContext, incoming: Incoming): Reply {
  const form = formOf(incoming);
  const pending = context.pending.get(form.get('request') ?? '');
  if (pending === undefined) return errorPage(400, 'invalid_request', EXPIRED);
  const user = context.users.get(form.get('username') ?? '');
  if (user === undefined || user.password !== form.get('password'))
    return context.pages.login(pending.id, true);
  const session = freshSecret();
  context.sessions.set(session, user);
  const reply = afterLogin(context, pending, user);
  const cookie = `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`;
  return { ...reply, headers: { ...reply.headers, 'Set-Cookie': cookie } };
}

function afterLogin(context: OAuthContext, pending: PendingRequest, user: User): Reply {
  const { launched } = pending;
  if (launched !== undefined) {
    if (!user.patients.includes(launched.patient))
      return errorPage(403, 'access_denied', 'This record is not open to you.');
    pending.patient = launched.patient;
    pending.encounter = launched.encounter;
    return consent(context, pending, user);
  }
  const wantsPatient = pending.scopes.some((scope) => scope.startsWith('patient/'));
  if (!wantsPatient && !pending.scopes.includes('launch/patient'))
    return consent(context, pending, user);
  return context.pages.patient(pending.id, patientChoices(context, user.patients));
}

/** Patients by name and birth date, for people to choose from. */
export const patientChoices = (
  { store }: OAuthContext,
  ids: readonly string[],
): readonly PatientChoice[] =>
  ids.map((id) => {
    const patient = store.get('Patient', id)?.resource;
    const name = patient === undefined ? undefined : valuesAt(patient, 'name')[0];
    const given = name === undefined ? [] : valuesAt({ name }, 'name.given');
    const label = [...given.slice(0, 1).map(String), textOf(name, 'family') ?? id].join(' ');
    return { id, label: `${label}, born ${String(patient?.['birthDate'] ?? 'unknown')}` };
  });

/** The patient is chosen. */
export function choosePatient(context: OAuthContext, incoming: Incoming): Reply {
  const form = formOf(incoming);
  const pending = context.pending.get(form.get('request') ?? '');
  const user = userOf(context, incoming);
  if (pending === undefined || user === undefined)
    return errorPage(400, 'invalid_request', EXPIRED);
  const patient = form.get('patient') ?? '';
  if (!user.patients.includes(patient))
    return context.pages.patient(pending.id, patientChoices(context, user.patients));
  pending.patient = patient;
  return consent(context, pending, user);
}

function consent(context: OAuthContext, pending: PendingRequest, user: User): Reply {
  const others = user.patients.filter((id) => id !== pending.patient);
  const sharesPatients = pending.scopes.some((scope) => scope.startsWith('patient/'));
  return context.pages.consent({
    request: pending.id,
    app: pending.client.name,
    scopes: offersOf(pending.scopes),
    offline: pending.scopes.includes('offline_access'),
    others: sharesPatients ? patientChoices(context, others) : [],
  });
}

/** The user has decided. */
export function decide(context: OAuthContext, incoming: Incoming): Reply {
  const { broken } = context.breakage;
  const form = formOf(incoming);
  const pending = context.pending.get(form.get('request') ?? '');
  const user = userOf(context, incoming);
  if (pending === undefined || user === undefined)
    return errorPage(400, 'invalid_request', EXPIRED);
  context.pending.delete(pending.id);
  const state = broken('state-changed') ? `${pending.state}x` : pending.state;
  const echoed: Record<string, string> = broken('state-missing') ? {} : { state };
  if (form.get('decision') !== 'allow')
    return redirect(pending.redirectUri, { error: 'access_denied', ...echoed });
  if (broken('authorize-error-redirect'))
    return redirect(pending.redirectUri, { error: 'server_error', ...echoed });
  const { patient, encounter } = pending;
  const inContext = patient === undefined ? [] : [patient];
  const code = freshSecret();
  context.codes.set(code, {
    challenge: pending.challenge,
    plain: pending.plain,
    redirectUri: pending.redirectUri,
    usedFor: undefined,
    expiresAt: context.now() + CODE_LIFETIME_MS,
    authorization: {
      clientId: pending.client.id,
      scopes: grantedScopes(
        pending.scopes,
        broken('consent-ignored') ? pending.scopes : form.getAll('scope'),
        context.breakage,
        pending.launched !== undefined,
      ),
      partial: pending.scopes.some((scope) => !form.getAll('scope').includes(scope)),
      patients: form.get('others') === 'yes' ? [...user.patients] : inContext,
      userPatients: user.patients,
      fhirUser: user.fhirUser,
      issuer: pending.issuer,
      fhirBaseUrl: pending.fhirBaseUrl,
      revoked: false,
      ...(patient === undefined ? {} : { patient }),
      ...(encounter === undefined ? {} : { encounter }),
      ...(pending.nonce === undefined ? {} : { nonce: pending.nonce }),
    },
  });
  return redirect(pending.redirectUri, {
    ...(broken('authorize-no-code') ? {} : { code }),
    ...echoed,
  });
}

/** Ten minutes at most (RFC 6749, 4.1.2); an app that is there needs far less. */
const CODE_LIFETIME_MS = 300_000;
