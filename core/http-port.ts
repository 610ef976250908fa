import type { Headers, NoAnswerReason, Timings, TlsInfo } from './exchange.ts';

/** A request with true values in it, about to go on the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string;
}

/** What came back, or why nothing did. */
export type WireOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      readonly body: string;
      /** Bytes on the wire. */
      readonly size: number;
      readonly truncated?: string;
      /** Whether the connection ended before its body did: another attempt may get all of it. */
      readonly brokeOff?: true;
      readonly timings: Timings;
      readonly tls?: TlsInfo;
    }
  | {
      readonly kind: 'unanswered';
      readonly reason: NoAnswerReason;
      readonly detail: string;
      readonly timings: Timings;
    };

/** One HTTP request: no redirect followed, nothing retried, nothing recorded. Never rejects. */
export interface HttpPort {
  send(request: WireRequest, signal?: AbortSignal): Promise<WireOutcome>;
  /**
   * The same for answers of any size: the body of an HTTP 200 goes to `sink` as it comes, inflated,
   * no faster than `sink` takes it, and is empty in the outcome; other answers are as from `send`.
   */
  stream?(
    request: WireRequest,
    sink: (chunk: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<WireOutcome>;
}

/** One way to put a request on the wire. */
export type Sending = (request: WireRequest) => Promise<WireOutcome>;

/** What stands for an answer to a request that did not leave. */
export const unsent = (reason: NoAnswerReason, detail: string): WireOutcome => ({
  kind: 'unanswered',
  reason,
  detail,
  timings: { total: 0 },
});
