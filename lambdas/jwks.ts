import { KMSClient } from '@aws-sdk/client-kms';
import { publicKeys } from '../adapters/kms-keys.ts';
import { publicHalves } from '../adapters/public-jwk.ts';
import { apiHandler, jsonAnswer } from './api-handler.ts';
import { readEnv } from './env.ts';

const { SIGN_KEY_RS384_ID, SIGN_KEY_ES384_ID, PUBLIC_JWKS } = readEnv(
  'SIGN_KEY_RS384_ID',
  'SIGN_KEY_ES384_ID',
  'PUBLIC_JWKS',
);
const client = new KMSClient({});
const further = publicHalves(PUBLIC_JWKS);
let keys: ReturnType<typeof publicKeys> | undefined;

/** Short enough for a new key to be known soon, long enough that servers need not ask each time. */
const CACHE = 'public, max-age=300';

/** GET /jwks.json: the public halves of the keys that sign client assertions (RFC 7517). */
export const handler = apiHandler(async () => {
  keys ??= publicKeys(client, [SIGN_KEY_RS384_ID, SIGN_KEY_ES384_ID]);
  try {
    const answer = jsonAnswer(200, { keys: [...(await keys), ...further] });
    return { ...answer, headers: { ...answer.headers, 'cache-control': CACHE } };
  } catch (error) {
    keys = undefined;
    throw error;
  }
});
