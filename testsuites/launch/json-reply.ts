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

/** A server's own words about what went wrong (RFC 6749, 5.2; FHIR R4, OperationOutcome). */
function complaintIn(json: JsonObject): string | undefined {
  const { error, error_description: description, issue } = json;
  if (typeof error === 'string') {
    return typeof description === 'string' ? `${error}: ${description}` : error;
  }
  const first = Array.isArray(issue) ? issue.find(isJsonObject) : undefined;
  const details = isJsonObject(first?.['details']) ? first['details']['text'] : undefined;
  return [first?.['diagnostics'], details, first?.['code']].find(
    (text) => typeof text === 'string',
  );
}

const LONGEST_COMPLAINT = 120;

const kindOf = (reply: JsonReply): string => {
  const { exchange, json } = reply;
  const type = mediaType(exchange);
  if ((exchange.response.body ?? '') === '') return 'no body';
  if (json === undefined) return `a body that is no JSON${type === '' ? '' : ` (${type})`}`;
  const object = objectIn(reply);
  if (object === undefined) return 'JSON that is no object';
  const { resourceType } = object;
  const complaint = complaintIn(object)?.slice(0, LONGEST_COMPLAINT);
  const kind = typeof resourceType === 'string' ? `resource type ${resourceType}` : 'JSON';
  return complaint === undefined ? kind : `${kind}, which says "${complaint}"`;
};

/** What an answer is, for findings about its status and kind. */
export const describedAnswer = (reply: JsonReply): string =>
  `HTTP ${reply.exchange.response.status} with ${kindOf(reply)}`;

export const stringsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
