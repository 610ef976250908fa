import type { Breakage } from './faults.ts';
import { FHIR_PATH, OAUTH_PATH, type Incoming, type Reply } from './http.ts';

/** Pages of the login are for people, everything else may be called by an app in a browser. */
const PAGES = new Set(
  ['authorize', 'login', 'patient', 'consent', 'manage'].map((name) => `${OAUTH_PATH}/${name}`),
);

const isForApps = (path: string): boolean =>
  path.startsWith(`${FHIR_PATH}/`) || (path.startsWith(`${OAUTH_PATH}/`) && !PAGES.has(path));

/** The answer to a preflight request (Fetch Standard, CORS; SMART App Launch 2.2, CORS). */
export function preflight({ method, path }: Incoming, { broken }: Breakage): Reply | undefined {
  if (method !== 'OPTIONS' || !isForApps(path)) return undefined;
  if (broken('cors-preflight-refused')) return { status: 405, headers: {}, body: '' };
  const allowed = broken('cors-preflight-without-authorization') ? '' : 'Authorization, ';
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST, HEAD, OPTIONS',
      'Access-Control-Allow-Headers': `${allowed}Content-Type, Accept, Prefer, If-None-Match`,
      'Access-Control-Max-Age': '600',
    },
    body: '',
  };
}

/** Whether this answer lacks what it has to have for apps in a browser. */
function isForgotten({ path, method }: Incoming, { broken }: Breakage): boolean {
  if (broken('cors-missing')) return true;
  if (path.endsWith('/.well-known/smart-configuration')) return broken('cors-discovery-missing');
  if (path === `${FHIR_PATH}/metadata`) return broken('cors-metadata-missing');
  if (path === `${OAUTH_PATH}/token`) return broken('cors-token-missing');
  return method !== 'OPTIONS' && path.startsWith(FHIR_PATH) && broken('cors-fhir-missing');
}

/** Any origin may read the answer: tokens are sent by header, never by cookie. */
export function shared(reply: Reply, incoming: Incoming, breakage: Breakage): Reply {
  const origin = incoming.header('origin');
  if (origin === undefined || !isForApps(incoming.path) || isForgotten(incoming, breakage))
    return reply;
  const allowed = breakage.varies('cors-origin-echoed') ? origin : '*';
  const headers = {
    ...reply.headers,
    'Access-Control-Allow-Origin': breakage.broken('cors-wrong-origin')
      ? 'https://another-app.example.org'
      : allowed,
    'Access-Control-Expose-Headers': 'ETag, Last-Modified, Location, Content-Location, Retry-After',
    ...(allowed === '*' ? {} : { Vary: 'Origin' }),
  };
  return { ...reply, headers };
}
