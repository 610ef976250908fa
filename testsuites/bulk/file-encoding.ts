import { type AnsweredExchange, header } from '../../core/exchange.ts';

/** Codings that are asked for with each file (RFC 9110, 8.4.1), and what names no coding. */
const ASKED_FOR = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br']);

/** How a file was encoded; empty where it was not. */
export const contentEncoding = ({ response }: AnsweredExchange): string =>
  (header(response.headers, 'content-encoding') ?? '').trim().toLowerCase();

/** How the recording client tells that what was encoded cannot be decoded. */
const UNDECODABLE = /^could not be decoded\b/;

/** Why a file cannot be had in the coding that it is said to be in; undefined where it can. */
export function encodingFault(exchange: AnsweredExchange): string | undefined {
  const coding = contentEncoding(exchange);
  if (!ASKED_FOR.has(coding)) return `Content-Encoding: ${coding}, which was not asked for`;
  const { truncated } = exchange.response;
  return truncated !== undefined && UNDECODABLE.test(truncated) ? truncated : undefined;
}
