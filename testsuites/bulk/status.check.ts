import { defineCheck, judged, skip } from '../../core/check.ts';
import { header } from '../../core/exchange.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer, jsonReply } from '../launch/json-reply.ts';
import { aboutBulk } from './bulk-target.ts';
import { exportProbe, givenUpReason } from './export.probe.ts';
import { retryAfterOf } from './waiting.ts';

/** Bulk Data, Bulk Data Status Request: 202 while it runs, 200 when it is done. */
export const statusPoll = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('status.poll', 'SHALL'),
    needs: { run: exportProbe(context) },
    title: 'Status says that an export runs, and when it is done',
    failureTitle: 'Status does not tell how the export stands',
    remedy: 'Answer with HTTP 202 while the export runs and with HTTP 200 and the manifest then.',
    judge: ({ run: { kickOff, polls, givenUp } }) => {
      const last = polls.at(-1);
      if (last === undefined) return skip('There was no address to poll.', kickOff.index);
      if (givenUp !== undefined) {
        return skip(givenUpReason(givenUp), last.index);
      }
      if (last.response.status === 200) return judged([], `${polls.length} polls`);
      return judged([
        differs('Status', {
          expected: 'HTTP 202 or 200',
          received: describedAnswer(jsonReply(last)),
          exchange: last.index,
        }),
      ]);
    },
  });

/** RFC 9110, 10.2.3: seconds or a date. */
export const statusRetryAfter = (context: PlanContext) =>
  defineCheck({
    ...aboutBulk('status.retry-after', 'SHOULD'),
    needs: { run: exportProbe(context) },
    title: 'Running exports say when to ask again',
    failureTitle: 'Running exports do not say when to ask again',
    remedy: 'Send Retry-After with each 202, as seconds or as an HTTP date.',
    judge: ({ run: { kickOff, polls } }) => {
      const running = polls.filter(({ response }) => response.status === 202);
      if (polls.length === 0) return skip('There was no address to poll.', kickOff.index);
      if (running.length === 0) return judged([], 'the export was done at the first poll');
      const findings = running
        .filter((poll) => retryAfterOf(poll) === undefined)
        .map((poll) =>
          differs('Retry-After', {
            expected: 'seconds or an HTTP date',
            received: header(poll.response.headers, 'retry-after') ?? 'no such header',
            exchange: poll.index,
          }),
        );
      return judged(findings.slice(0, 1), `${running.length} polls`);
    },
  });
