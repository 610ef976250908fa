import { isJsonObject, type JsonObject } from '../../core/json.ts';

/** What an id_token says; its signature is looked at apart (RFC 7519, 3). */
export interface DecodedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

const BASE64URL = /^[\w-]+$/;

const objectIn = (part: string): JsonObject | undefined => {
  if (!BASE64URL.test(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Header and claims of a signed JWT in compact form; undefined where it is none. */
export function decodeJwt(text: string): DecodedJwt | undefined {
  const [head = '', body = '', signature = '', ...more] = text.split('.');
  const [header, claims] = [objectIn(head), objectIn(body)];
  return header === undefined || claims === undefined || signature === '' || more.length > 0
    ? undefined
    : { header, claims };
}
