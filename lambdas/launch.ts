import { frontDoor } from '../adapters/login-desk/front-door.ts';
import { apiHandler } from './api-handler.ts';
import { desksIn, sealerOf } from './aws-ports.ts';
import { readEnv } from './env.ts';
import { page } from './page.ts';
import { shownPage } from './shown-page.ts';

const env = readEnv('RUNS_TABLE', 'SEAL_KEY_ID');
const door = frontDoor({ desks: desksIn(env), sealer: sealerOf(env) });

const isUrl = (text: string | null): text is string =>
  text !== null && URL.canParse(text) && /^https?:/.test(text);

/**
 * GET /launch: where an EHR sends a browser to launch Assay (SMART App Launch, EHR launch). Takes
 * the launch for the run that waits for one from this EHR, and sends the browser on to the login.
 */
export const handler = apiHandler(async ({ rawQueryString }) => {
  const given = new URLSearchParams(rawQueryString);
  const missing = [
    ...(isUrl(given.get('iss')) ? [] : ['"iss", the FHIR base URL of the EHR']),
    ...(given.get('launch') ? [] : ['"launch", the handle of the launch']),
  ];
  if (missing.length > 0) {
    return page(400, 'This is no EHR launch', [`The request lacks ${missing.join(' and ')}.`]);
  }
  return shownPage(await door.launch([...given]));
});
