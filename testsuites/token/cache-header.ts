import { headerList } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { JsonReply } from '../launch/json-reply.ts';

/** A header field that keeps tokens out of caches. */
export interface CacheHeaderRow {
  readonly name: 'cache-control' | 'pragma';
  readonly field: 'Cache-Control' | 'Pragma';
  readonly directive: 'no-store' | 'no-cache';
}

/** RFC 6749, 5.1; SMART App Launch 2.0, access token response. */
export const CACHE_HEADERS: readonly CacheHeaderRow[] = [
  { name: 'cache-control', field: 'Cache-Control', directive: 'no-store' },
  { name: 'pragma', field: 'Pragma', directive: 'no-cache' },
];

const directives = (value: string): readonly string[] =>
  value.split(',').map((directive) => directive.trim().toLowerCase());

/** What is wrong with one such field of a token response. */
export function cacheHeaderFindings(
  { exchange }: JsonReply,
  { field, directive }: CacheHeaderRow,
): readonly Finding[] {
  const value = headerList(exchange.response.headers, field);
  if (value !== undefined && directives(value).includes(directive)) return [];
  const received = value === undefined ? 'no such header' : `"${value}"`;
  return [differs(field, { expected: directive, received, exchange: exchange.index })];
}
