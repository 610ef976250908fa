import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { DecodedIdToken, IdToken } from '../testsuites/openid/id-token.probe.ts';
import { decodeJwt } from '../testsuites/openid/jwt.ts';
import { EVIDENCE_AT } from './evidence.ts';
import { FAKE_CLIENT_ID, fakeIdToken } from './fake-ehr.ts';

/** An id_token as it came. */
export const idTokenOf = (text: JsonValue): IdToken => ({
  exchange: 6,
  at: EVIDENCE_AT,
  text,
  clientId: FAKE_CLIENT_ID,
});

/** The fake's id_token with other claims or another header; undefined takes a member out. */
export function decodedIdToken(claims: object = {}, header: object = {}): DecodedIdToken {
  const text = fakeIdToken(claims, header, Date.parse(EVIDENCE_AT));
  const decoded = decodeJwt(text);
  if (decoded === undefined) throw new Error('The fake made an id_token that is no JWT.');
  return { ...idTokenOf(text), ...decoded };
}

/** Any value as a JSON object. */
export const asObject = (value: unknown): JsonObject => {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  if (!isJsonObject(copy)) throw new Error('not an object');
  return copy;
};
