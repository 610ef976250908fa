import { KMSClient } from '@aws-sdk/client-kms';
import { publicKeys } from '../adapters/kms-keys.ts';
import { publicHalves } from '../adapters/public-jwk.ts';
import { KEY_SET_MAX_AGE } from '../core/key-set.ts';
import { apiHandler, jsonAnswer } from './api-handler.ts';
import { keyDeskIn } from './aws-ports.ts';
import { readEnv } from './env.ts';

const env = readEnv('SIGN_KEY_RS384_ID', 'SIGN_KEY_ES384_ID', 'PUBLIC_JWKS', 'RUNS_TABLE');
const client = new KMSClient({});
const desk = keyDeskIn(env);
const further = publicHalves(env.PUBLIC_JWKS);
let keys: ReturnType<typeof publicKeys> | undefined;

/** As short as on one machine: a run waits for the end of every copy when it rotates a key. */
const CACHE = `public, max-age=${KEY_SET_MAX_AGE}`;

/**
 * GET /jwks.json: the public halves of the keys that sign client assertions (RFC 7517), and those
 * of runs that rotate a key, which are told who fetched them.
 */
export const handler = apiHandler(async ({ rawPath, headers }) => {
  keys ??= publicKeys(client, [env.SIGN_KEY_RS384_ID, env.SIGN_KEY_ES384_ID]);
  try {
    const sets = await desk.sets();
    const agent = headers['user-agent'] ?? '';
    await Promise.all([...sets.keys()].map((runId) => desk.note(runId, rawPath, agent)));
    const all = [...(await keys), ...further, ...[...sets.values()].flat()];
    const once = new Map(all.map((key) => [JSON.stringify(key), key]));
    const answer = jsonAnswer(200, { keys: [...once.values()] });
    return { ...answer, headers: { ...answer.headers, 'cache-control': CACHE } };
  } catch (error) {
    keys = undefined;
    throw error;
  }
});
