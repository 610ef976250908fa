import { type Judgement, skip } from '../../core/check.ts';
import type { JsonReply } from '../launch/json-reply.ts';

/** Answers of a server that is busy, or of what stands before it: nothing was decided. */
const BUSY: readonly number[] = [429, 502, 503, 504];

export const isUnheard = ({ exchange }: JsonReply): boolean =>
  BUSY.includes(exchange.response.status);

/** That a request was not heard, so that nothing can be said of how it would be answered. */
export const unheard = (reply: JsonReply): Judgement | undefined =>
  isUnheard(reply)
    ? skip(
        `The token endpoint was busy (HTTP ${reply.exchange.response.status}): run it again, or lower target.concurrency.`,
        reply.exchange.index,
      )
    : undefined;
