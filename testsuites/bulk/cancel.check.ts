import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { cancelledProbe } from './export.probe.ts';
import { isOutcome } from './refused.check.ts';

/** Bulk Data, Bulk Data Delete Request. */
export const cancelAccepted = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('cancel.accepted', 'SHALL', CITATION.searchMultiple),
    needs: { cancelled: cancelledProbe(context) },
    title: 'Running exports can be cancelled',
    failureTitle: 'Running exports cannot be cancelled',
    remedy: 'Answer DELETE on the status URL with HTTP 202.',
    judge: ({ cancelled: { reply } }) => {
      const { index: exchange, response } = reply.exchange;
      if (response.status === 202) return judged([]);
      return judged([
        differs('DELETE', { expected: 'HTTP 202', received: describedAnswer(reply), exchange }),
      ]);
    },
  });

export const cancelThen404 = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('cancel.then-404', 'SHALL', CITATION.searchMultiple),
    needs: { cancelled: cancelledProbe(context) },
    title: 'Cancelled exports are gone, and said to be',
    failureTitle: 'Cancelled exports are not properly gone',
    remedy: 'Answer requests for a cancelled export with HTTP 404 and an OperationOutcome.',
    judge: ({ cancelled: { reply, after } }) => {
      if (!isBulk2(context)) {
        return { kind: 'omitted', reason: 'Bulk Data 1.0.1 does not ask for it.' };
      }
      if (reply.exchange.response.status !== 202) {
        return {
          kind: 'skipped',
          reason: 'The export could not be cancelled.',
          exchange: reply.exchange.index,
        };
      }
      const { index: exchange, response } = after.exchange;
      if (response.status === 404 && isOutcome(context, after)) return judged([]);
      return judged([
        differs('Status after DELETE', {
          expected: 'HTTP 404 with a valid OperationOutcome',
          received: describedAnswer(after),
          exchange,
        }),
      ]);
    },
  });
