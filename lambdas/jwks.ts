import { KMSClient } from '@aws-sdk/client-kms';
import { publicKeys } from '../adapters/kms-keys.ts';
import { apiHandler, jsonAnswer } from './api-handler.ts';
import { readEnv } from './env.ts';

const { SIGN_KEY_ID } = readEnv('SIGN_KEY_ID');
const client = new KMSClient({});
let keys: ReturnType<typeof publicKeys> | undefined;

/** Short enough for a new key to be known soon, long enough that servers need not ask each time. */
const CACHE = 'public, max-age=300';

/** GET /jwks.json: the public half of the key that signs client assertions (RFC 7517). */
export const handler = apiHandler(async () => {
  keys ??= publicKeys(client, [SIGN_KEY_ID]);
  try {
    const answer = jsonAnswer(200, { keys: await keys });
    return { ...answer, headers: { ...answer.headers, 'cache-control': CACHE } };
  } catch (error) {
    keys = undefined;
    throw error;
  }
});
