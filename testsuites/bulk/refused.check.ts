import { defineCheck, judged, omit, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, type JsonReply, objectIn } from '../launch/json-reply.ts';
import { validateLine } from '../conformance/validate.ts';
import { isResource } from '../us-core/bundle.ts';
import { aboutBulk, isBulk2 } from './bulk-target.ts';
import { busyReason, type ExportRow, triedProbe } from './export.probe.ts';

/** A parameter that nobody knows, and no leave to pass over it. */
const UNKNOWN: ExportRow = {
  name: 'bulk-unknown',
  query: '?_type=Patient&_assayUnknown=1',
  handling: 'strict',
};

/** A group that there is not. */
const NO_GROUP: ExportRow = { name: 'bulk-no-group', of: { group: 'assay-no-such-group' } };

/** Whether an answer is a valid OperationOutcome. */
export function isOutcome(context: PlanContext, reply: JsonReply): boolean {
  const resource = objectIn(reply);
  return (
    isResource(resource) &&
    resource.resourceType === 'OperationOutcome' &&
    validateLine(resource, [], context.pack.version).issues.every(
      ({ severity }) => severity !== 'error' && severity !== 'fatal',
    )
  );
}

/** Bulk Data 2.0, Query Parameters: only handling=lenient lets a server pass over what it does not know. */
export const unknownStrict = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('param.unknown.strict', 'SHOULD', CITATION.searchMultiple),
    requirements: [],
    advice: true,
    needs: { tried: triedProbe(context, UNKNOWN) },
    title: 'Export refuses parameters that it does not know',
    failureTitle: 'Export accepts parameters that it does not know',
    remedy: 'Answer unknown parameters with HTTP 400, unless Prefer: handling=lenient is sent.',
    judge: ({ tried: { reply } }) => {
      if (!isBulk2(context)) return omit('Bulk Data 1.0.1 does not say what becomes of them.');
      const { index: exchange, response } = reply.exchange;
      const busy = busyReason(reply);
      if (busy !== undefined) return skip(busy, exchange);
      if (response.status >= 400 && response.status < 500) return judged([]);
      const received = describedAnswer(reply);
      return judged([
        differs('Kick-off with _assayUnknown', { expected: 'HTTP 400', received, exchange }),
      ]);
    },
  });

/** Bulk Data, Kick-off Request: the body of an error is an OperationOutcome in JSON. */
export const kickOffErrors = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('kickoff.error-outcome', 'SHALL', CITATION.searchMultiple),
    requirements: [],
    advice: true,
    needs: { unknown: triedProbe(context, UNKNOWN), noGroup: triedProbe(context, NO_GROUP) },
    title: 'Refused kick-offs say why in an OperationOutcome',
    failureTitle: 'Refused kick-offs do not say why in an OperationOutcome',
    remedy: 'Send an OperationOutcome in JSON with each refusal of a kick-off.',
    judge: ({ unknown, noGroup }) => {
      const refused = [unknown.reply, noGroup.reply].filter(
        (reply) => reply.exchange.response.status >= 400 && busyReason(reply) === undefined,
      );
      if (refused.length === 0) {
        return omit('The server refuses neither unknown parameters nor a group that is not there.');
      }
      const findings = refused
        .filter((reply) => !isOutcome(context, reply))
        .map((reply) =>
          differs('Refused kick-off', {
            expected: 'a valid OperationOutcome',
            received: describedAnswer(reply),
            exchange: reply.exchange.index,
          }),
        );
      return judged(findings, `${refused.length} refusals`);
    },
  });
