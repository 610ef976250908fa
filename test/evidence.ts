import type { AnsweredExchange, Headers, RecordedRequest } from '../core/exchange.ts';

interface Circumstances {
  readonly index?: number;
  readonly method?: string;
  readonly url?: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly context?: string;
  readonly at?: string;
}

const pairs = (headers: Readonly<Record<string, string>> | Headers): Headers =>
  Array.isArray(headers)
    ? (headers as Headers)
    : Object.entries(headers as Readonly<Record<string, string>>);

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** The instant at which exchanges written by hand were sent. */
export const EVIDENCE_AT = '2026-03-01T12:00:00.000Z';

/** An answered exchange written by hand; a body that is no text is sent as JSON. */
export function answered(
  status: number,
  headers: Readonly<Record<string, string>> | Headers = {},
  body?: unknown,
  about: Circumstances = {},
): AnsweredExchange {
  const text = body === undefined ? undefined : textOf(body);
  const request: RecordedRequest = {
    method: about.method ?? 'GET',
    url: about.url ?? 'https://ehr.example.org/fhir',
    headers: pairs(about.requestHeaders ?? {}),
    ...(about.requestBody === undefined ? {} : { body: about.requestBody }),
  };
  return {
    kind: 'exchange',
    index: about.index ?? 7,
    key: `test ${request.url}`,
    context: about.context ?? 'none',
    probe: 'test',
    at: about.at ?? EVIDENCE_AT,
    request,
    attempts: 1,
    timings: { total: 1 },
    response: {
      status,
      headers: pairs(headers),
      ...(text === undefined ? {} : { body: text }),
      size: text?.length ?? 0,
    },
  };
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const FHIR_HEADERS = { 'content-type': 'application/fhir+json; charset=utf-8' };

/** An exchange answered with JSON, labelled as such. */
export const answeredJson = (
  status: number,
  body: unknown,
  about: Circumstances = {},
): AnsweredExchange => answered(status, JSON_HEADERS, body, about);

/** An exchange answered with a FHIR resource, labelled as such. */
export const answeredFhir = (
  status: number,
  body: unknown,
  about: Circumstances = {},
): AnsweredExchange => answered(status, FHIR_HEADERS, body, about);
