import { type Judgement, skip } from '../../core/check.ts';
import type { JsonObject } from '../../core/json.ts';
import { describedAnswer, objectIn, type JsonReply } from '../launch/json-reply.ts';

/** What the endpoint told of a token, or the judgement where it told nothing. */
export function toldOf(reply: JsonReply): JsonObject | Extract<Judgement, { kind: 'skipped' }> {
  const json = objectIn(reply);
  if (json !== undefined && reply.exchange.response.status === 200) return json;
  return skip(
    `The introspection endpoint told nothing: it answered ${describedAnswer(reply)}.`,
    reply.exchange.index,
  ) as Extract<Judgement, { kind: 'skipped' }>;
}

export const isSkipped = (
  told: JsonObject | Extract<Judgement, { kind: 'skipped' }>,
): told is Extract<Judgement, { kind: 'skipped' }> => told['kind'] === 'skipped';
