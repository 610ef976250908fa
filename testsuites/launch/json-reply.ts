import { header, type AnsweredExchange } from '../../core/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';

/** Media type of FHIR in JSON (FHIR R4, 2.6.1); asked for wherever a resource is due. */
export const FHIR_JSON = 'application/fhir+json';

/** An answer together with its body read as JSON. */
export interface JsonReply {
  readonly exchange: AnsweredExchange;
  /** Undefined where the body is no JSON. */
  readonly json: JsonValue | undefined;
}

const parsed = (text: string | undefined): JsonValue | undefined => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
};

export const jsonReply = (exchange: AnsweredExchange): JsonReply => ({
  exchange,
  json: parsed(exchange.response.body),
});

/** The body as a JSON object, where it is one. */
export const objectIn = ({ json }: JsonReply): JsonObject | undefined =>
  isJsonObject(json) ? json : undefined;

/** Media type without parameters, in lower case (RFC 9110, 8.3.1); empty where none was sent. */
export const mediaType = ({ response }: AnsweredExchange): string =>
  (header(response.headers, 'content-type')?.split(';')[0] ?? '').trim().toLowerCase();

/** A value in the words of a finding: what stands there, and never a secret, which is replaced. */
export const described = (value: JsonValue | undefined): string => {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
};

/** What an answer is, for findings about its status and kind. */
export const describedAnswer = ({ exchange, json }: JsonReply): string => {
  const type = mediaType(exchange);
  const kind = json === undefined ? 'a body that is no JSON' : 'JSON';
  return `HTTP ${exchange.response.status} with ${kind}${type === '' ? '' : ` (${type})`}`;
};

export const stringsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
