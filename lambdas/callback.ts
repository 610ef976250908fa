import { frontDoor } from '../adapters/login-desk/front-door.ts';
import { apiHandler, bodyOf } from './api-handler.ts';
import { desksIn, sealerOf } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { shownPage } from './shown-page.ts';

const env = readEnv('RUNS_TABLE', 'SEAL_KEY_ID');
const door = frontDoor({ desks: desksIn(env), sealer: sealerOf(env) });

/**
 * GET and POST /callback: the redirect URI to register (RFC 6749, 4.1.2; POST for
 * `response_mode=form_post`). Takes an answer for the run that waits for its state, and tells the
 * person how it went; the page repeats neither code nor state.
 */
export const handler = apiHandler(async (event) => {
  const isForm = event.requestContext.http.method === 'POST';
  const given = new URLSearchParams(isForm ? bodyOf(event) : event.rawQueryString);
  return shownPage(await door.answer([...given]));
});
