import { defineCheck, judged, type Level, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { Probe } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer, type JsonReply } from '../launch/json-reply.ts';
import { isAdvice } from '../us-core/requirement-ids.ts';
import { CITATION } from '../citations.ts';
import { withoutTokenProbe } from './export.probe.ts';
import { fileWithoutTokenProbe } from './files.probe.ts';

/** A request of an export that nobody without a token may make. */
export interface WithoutTokenRow {
  readonly id: 'kickoff.no-token' | 'status.no-token' | 'file.requires-token';
  readonly what: string;
  readonly level: Level;
  readonly probe: (context: PlanContext) => Probe<JsonReply>;
}

export const WITHOUT_TOKEN: readonly WithoutTokenRow[] = [
  {
    id: 'kickoff.no-token',
    what: 'A kick-off',
    level: 'SHALL',
    probe: (context) => withoutTokenProbe(context, 'kick-off'),
  },
  {
    id: 'status.no-token',
    what: 'The status of an export',
    level: 'SHOULD',
    probe: (context) => withoutTokenProbe(context, 'status'),
  },
  {
    id: 'file.requires-token',
    what: 'A file of an export that requires a token',
    level: 'SHALL',
    probe: fileWithoutTokenProbe,
  },
];

const REFUSALS = [400, 401];
const BUSY = [429, 502, 503, 504];

export const withoutTokenCheck = (context: PlanContext) =>
  defineCheck({
    id: ({ id }: WithoutTokenRow) => id,
    level: ({ level }) => level,
    needs: ({ probe }: WithoutTokenRow) => ({ reply: probe(context) }),
    title: ({ what }) => `${what} is refused without a token`,
    failureTitle: ({ what }) => `${what} is not properly refused without a token`,
    remedy: ({ what }) => `${what}: answer requests without a token with HTTP 401.`,
    citations: [CITATION.systemScopes],
    requirements: ({ id }) => [`bulk.${id}`],
    advice: ({ id, level }) => isAdvice(`bulk.${id}`, level),
    judge: ({ reply }, { what }) => {
      const { index: exchange, response } = reply.exchange;
      if (REFUSALS.includes(response.status)) {
        return judged([], `refused with HTTP ${response.status}`);
      }
      // Who is asked too often answers before looking who asks.
      if (BUSY.includes(response.status)) {
        return skip(`The server was busy (HTTP ${response.status}).`, exchange);
      }
      return judged([
        differs(`${what} without a token`, {
          expected: 'HTTP 400 or 401',
          received: describedAnswer(reply),
          exchange,
        }),
      ]);
    },
  });
