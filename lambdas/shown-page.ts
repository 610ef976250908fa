import { framed, POLICY } from '../adapters/callback-listener/pages.ts';
import type { Shown } from '../adapters/login-desk/front-door.ts';
import type { ApiResult } from './api-handler.ts';

/** What the front door decided, as an answer of the API; `at` is where the page itself stands. */
export function shownPage(shown: Shown, at = ''): ApiResult {
  if (shown.kind === 'redirect') return { statusCode: 303, headers: { location: shown.to } };
  const { status, heading, content, again } = shown;
  const looksAt = shown.at ?? at;
  return {
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    body: framed(heading, content, again, looksAt),
  };
}
