import { defineCheck, judged, skip } from '../../core/check.ts';
import { isAnswered } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { deletedProbe, expiredProbe } from './afterlife.probe.ts';
import { aboutBulk } from './bulk-target.ts';
import { goneAfterDelete, saysNothing } from './gone.ts';

/** Bulk Data, Delete Request: a client that is done says so. */
export const deleteCompleted = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('delete.accepted', 'SHOULD', CITATION.searchMultiple),
    requirements: [],
    advice: true,
    needs: { deleted: deletedProbe(context) },
    title: 'Completed exports can be deleted',
    failureTitle: 'Completed exports cannot be deleted',
    remedy: 'Answer DELETE on the status URL of a completed export with HTTP 202.',
    judge: ({ deleted: { reply } }) => {
      const { index: exchange, response } = reply.exchange;
      if (response.status === 202) return judged([]);
      const unsaid = response.status === 401 ? undefined : saysNothing(reply);
      if (unsaid !== undefined) return skip(`The DELETE was answered ${unsaid}.`, exchange);
      return judged([
        differs('DELETE', { expected: 'HTTP 202', received: describedAnswer(reply), exchange }),
      ]);
    },
  });

/** Bulk Data 2.0, Delete Request: requests to the polling location are answered 404 from then on. */
export const deletedThen404 = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('delete.then-404', 'SHALL', CITATION.searchMultiple),
    requirements: [],
    advice: true,
    needs: { deleted: deletedProbe(context) },
    title: 'Deleted exports are gone, and said to be',
    failureTitle: 'Deleted exports are not properly gone',
    remedy: 'Answer requests for a deleted export with HTTP 404 and an OperationOutcome.',
    judge: ({ deleted }) => goneAfterDelete(context, deleted, 'The export could not be deleted.'),
  });

/** Bulk Data, Complete Status: Expires says until when files are there. */
export const expiredFiles = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('file.expired', 'SHOULD'),
    requirements: [],
    advice: true,
    needs: { expired: expiredProbe(context) },
    title: 'Files are gone when they have expired',
    failureTitle: 'Files are still there when they have expired',
    remedy: 'Remove the files of an export when the time of Expires has come.',
    judge: ({ expired: { expires, status, file } }) => {
      const asked = [status, ...(file === undefined ? [] : [file])].filter(isAnswered);
      if (asked.length === 0) {
        return { kind: 'unjudged', reason: 'No request after the expiry was answered.' };
      }
      const findings = asked
        .filter(({ response }) => response.status === 200)
        .map(({ index, request }) =>
          differs(URL.parse(request.url)?.pathname ?? request.url, {
            expected: `HTTP 404 after ${expires}`,
            received: 'HTTP 200',
            exchange: index,
          }),
        );
      return judged(findings, `asked for after ${expires}`);
    },
  });
