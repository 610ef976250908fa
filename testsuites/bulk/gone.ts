import { judged, type Judgement, omit, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { isBulk2 } from './bulk-target.ts';
import { isOutcome } from './refused.check.ts';

/** A DELETE of an export, and what its status was answered after that. */
export interface DeletedExport {
  readonly reply: JsonReply;
  readonly after: JsonReply;
}

/** Answers that say nothing of the export: the server was busy, or did not know who asked. */
const SAYS_NOTHING: Readonly<Record<number, string>> = {
  401: 'the token was no longer taken',
  429: 'the server was asked too often',
  502: 'what stands before the server had no answer',
  503: 'the server was busy',
  504: 'what stands before the server had no answer',
};

/** Why an answer is nothing to judge an export by; undefined where it is. */
export const saysNothing = ({ exchange }: JsonReply): string | undefined => {
  const { status } = exchange.response;
  const why = SAYS_NOTHING[status];
  return why === undefined ? undefined : `HTTP ${status}: ${why}`;
};

/** Bulk Data 2.0, Delete Request: the status is answered 404 from then on, with an outcome. */
export function goneAfterDelete(
  context: PlanContext,
  { reply, after }: DeletedExport,
  notDeleted: string,
): Judgement {
  if (!isBulk2(context)) return omit('Bulk Data 1.0.1 does not ask for it.');
  const { index, response } = reply.exchange;
  if (response.status !== 202) return skip(notDeleted, index);
  const { index: exchange, response: gone } = after.exchange;
  if (gone.status === 404 && isOutcome(context, after)) return judged([]);
  const unsaid = saysNothing(after);
  if (unsaid !== undefined) {
    return skip(`What became of the export is not known: its status was ${unsaid}.`, exchange);
  }
  return judged([
    differs('Status after DELETE', {
      expected: 'HTTP 404 with a valid OperationOutcome',
      received: describedAnswer(after),
      exchange,
    }),
  ]);
}
