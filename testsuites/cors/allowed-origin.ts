import { headerList } from '../../core/exchange.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { CrossOrigin } from './cross-origin.probe.ts';

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';

/** Whether a browser would hand the answer on to the app (Fetch Standard, CORS check). */
export function originFindings({ origin, reply: { exchange } }: CrossOrigin): readonly Finding[] {
  const received = headerList(exchange.response.headers, ALLOW_ORIGIN);
  if (received === '*' || received === origin) return [];
  return [
    differs(ALLOW_ORIGIN, {
      expected: `"*" or "${origin}"`,
      received: received === undefined ? 'no such header' : `"${received}"`,
      exchange: exchange.index,
    }),
  ];
}
