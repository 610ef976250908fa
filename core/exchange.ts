/** Header fields in the order sent, repeats kept, names as sent. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** Milliseconds from the start of the request to each step; a step that did not happen is absent. */
export interface Timings {
  readonly connected?: number;
  readonly firstByte?: number;
  readonly total: number;
}

export interface TlsInfo {
  readonly protocol: string;
  readonly cipher: string;
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Text as received, inflated, secrets replaced; absent where the retention policy dropped it. */
  readonly body?: string;
  /** Bytes on the wire. */
  readonly size: number;
  /** Set when the body was cut off at a cap, with the reason. */
  readonly truncated?: string;
}

/** Why no answer came; closed, so that each reason has its sentence. */
export type NoAnswerReason =
  | 'refused-address'
  | 'dns'
  | 'connection-refused'
  | 'connection-reset'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'protocol'
  | 'circuit-open'
  | 'budget-spent'
  | 'aborted';

interface ExchangeBase {
  readonly kind: 'exchange';
  /** Position in the run's journal, from 0; what findings cite. */
  readonly index: number;
  /** What makes this request the same as another one of the run; see `requestKey`. */
  readonly key: string;
  /** The authorization context under which it was sent, `none` for no credentials. */
  readonly context: string;
  /** The probe that first asked. */
  readonly probe: string;
  /** ISO 8601 instant at which the request was sent. */
  readonly at: string;
  readonly request: RecordedRequest;
  /** How often it was sent before this outcome stood (429, 503, connection reset). */
  readonly attempts: number;
  readonly timings: Timings;
  readonly tls?: TlsInfo;
}

export interface AnsweredExchange extends ExchangeBase {
  readonly response: RecordedResponse;
  readonly noAnswer?: undefined;
}

export interface UnansweredExchange extends ExchangeBase {
  readonly response?: undefined;
  readonly noAnswer: { readonly reason: NoAnswerReason; readonly detail: string };
}

/** One HTTP request and its response, or the reason that none came. */
export type Exchange = AnsweredExchange | UnansweredExchange;

/** Something measured that is no HTTP exchange: a handshake, a signature check, a login. */
export interface Observation {
  readonly kind: 'observation';
  readonly index: number;
  readonly key: string;
  readonly probe: string;
  readonly at: string;
  readonly value: unknown;
}

/** One line of the run's journal. */
export type JournalEntry = Exchange | Observation;

export const isAnswered = (exchange: Exchange): exchange is AnsweredExchange =>
  exchange.response !== undefined;

/** The first value of a header field, names compared without case (RFC 9110, 5.1). */
export const header = (headers: Headers, name: string): string | undefined =>
  headers.find(([field]) => field.toLowerCase() === name.toLowerCase())?.[1];

/** All values of a header field joined as one list (RFC 9110, 5.3). */
export const headerList = (headers: Headers, name: string): string | undefined => {
  const values = headers.filter(([field]) => field.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.map(([, value]) => value).join(', ');
};
