import type { Breakage } from './faults.ts';
import { FHIR_PATH, OAUTH_PATH, type Incoming, type Reply } from './http.ts';

/** Pages of the login are for people, everything else may be called by an app in a browser. */
const PAGES = new Set(
  ['authorize', 'login', 'patient', 'consent', 'manage'].map((name) => `${OAUTH_PATH}/${name}`),
);

const isForApps = (path: string): boolean =>
  path.startsWith(`${FHIR_PATH}/`) || (path.startsWith(`${OAUTH_PATH}/`) && !PAGES.has(path));

/** The answer to a preflight request (Fetch Standard, CORS; SMART App Launch 2.2, CORS). */
export function preflight({ method, path }: Incoming): Reply | undefined {
  if (method !== 'OPTIONS' || !isForApps(path)) return undefined;
  return {
    status: 204,
    headers: {
      'Access-Control-Allow-Methods': 'GET, POST, HEAD, OPTIONS',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Accept, Prefer, If-None-Match',
      'Access-Control-Max-Age': '600',
    },
    body: '',
  };
}

/** Any origin may read the answer: tokens are sent by header, never by cookie. */
export function shared(reply: Reply, { path, header }: Incoming, { broken }: Breakage): Reply {
  if (header('origin') === undefined || !isForApps(path) || broken('cors-missing')) return reply;
  const headers = {
    ...reply.headers,
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag, Last-Modified, Location, Content-Location, Retry-After',
  };
  return { ...reply, headers };
}
