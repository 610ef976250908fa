import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { aboutBulk } from './bulk-target.ts';
import { cancelledProbe } from './export.probe.ts';
import { goneAfterDelete, saysNothing } from './gone.ts';

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
      // A DELETE that was refused for want of a token is told: the same token began the export.
      const unsaid = response.status === 401 ? undefined : saysNothing(reply);
      if (unsaid !== undefined) return skip(`The DELETE was answered ${unsaid}.`, exchange);
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
    judge: ({ cancelled }) =>
      goneAfterDelete(context, cancelled, 'The export could not be cancelled.'),
  });
