import { frontDoor } from '../adapters/login-desk/front-door.ts';
import { apiHandler, bodyOf, Refusal } from './api-handler.ts';
import { desksIn, sealerOf } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { shownPage } from './shown-page.ts';

const env = readEnv('RUNS_TABLE', 'SEAL_KEY_ID');
const door = frontDoor({ desks: desksIn(env), sealer: sealerOf(env) });

/**
 * GET and POST /login/{ticket}: shows the person who was told the address what a run waits for, and
 * takes the word that something is done or that a server showed an error. The address is all that is asked for, and lasts as
 * long as the run.
 */
export const handler = apiHandler(async (event) => {
  const ticket = event.pathParameters?.['ticket'] ?? '';
  if (!/^[\w-]{8,80}$/.test(ticket)) throw new Refusal(404, 'there is no such page');
  const shown =
    event.requestContext.http.method === 'POST'
      ? await door.told(ticket, new URLSearchParams(bodyOf(event)))
      : await door.show(ticket, event.queryStringParameters?.['go']);
  // Without the query, so that looking again goes to no login by itself.
  return shownPage(shown, ticket);
});
