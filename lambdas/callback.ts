import { apiHandler, bodyOf } from './api-handler.ts';
import { page } from './page.ts';

const CLOSE = 'Nothing more is to be done here; this window can be closed.';

/**
 * GET and POST /callback: the redirect URI to register (RFC 6749, 4.1.2; POST for
 * `response_mode=form_post`). A login driver reads code and state on the way here; the page only
 * tells a person how it went, keeps nothing and repeats neither code nor state.
 */
export const handler = apiHandler(async (event) => {
  const isForm = event.requestContext.http.method === 'POST';
  const answer = new URLSearchParams(isForm ? bodyOf(event) : event.rawQueryString);
  const error = answer.get('error');
  if (error !== null) {
    const told = answer.get('error_description');
    const reason = told === null ? `It said "${error}".` : `It said "${error}": ${told}`;
    return page(200, 'The EHR refused the authorization', [reason, CLOSE]);
  }
  if (!answer.has('code') || !answer.has('state')) {
    return page(400, 'This is no answer to an authorization request', [
      'An answer has "code" and "state", or "error".',
    ]);
  }
  return page(200, 'The EHR has answered', ['The authorization was granted.', CLOSE]);
});
