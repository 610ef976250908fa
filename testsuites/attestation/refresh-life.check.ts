import { defineCheck } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import { attempted } from '../../core/probe.ts';
import type { PlanContext } from '../../core/suite.ts';
import { describedAnswer } from '../launch/json-reply.ts';
import { asked, decided, type Tried } from './decided.ts';
import { type AttestedRow, REFRESH_LIFE, REFRESH_RENEWAL } from './questions.ts';
import {
  LEAST_DAYS,
  type RefreshLife,
  refreshLifeProbe,
  type ToldLife,
} from './refresh-life.probe.ts';

/** A question about refresh tokens, and by what the server itself answers it. */
export interface RefreshLifeRow {
  readonly asks: AttestedRow;
  readonly told: 'first' | 'renewed';
}

/** (g)(10) visual inspections 11.05 and 11.16. */
export const REFRESH_LIVES: readonly RefreshLifeRow[] = [
  { asks: REFRESH_LIFE, told: 'first' },
  { asks: REFRESH_RENEWAL, told: 'renewed' },
];

const DAY_SECONDS = 86_400;

/** The shortest three months there are, less a day for clocks and rounding. */
const SHORTEST_DAYS = 88;

const byWord = ({ seconds, by, exchange }: ToldLife): Tried => {
  const days = Math.floor(seconds / DAY_SECONDS);
  if (days >= SHORTEST_DAYS) return { shown: `${by} tells of ${days} days` };
  return {
    findings: [
      differs('Life of the refresh token', {
        expected: 'three months',
        received: `${days} days, as ${by} tells`,
        exchange,
      }),
    ],
  };
};

/**
 * A token that was taken after three months shows what was asked; one that was not may have been
 * ended by a new login or by a person, which breaks no promise.
 */
function tried({ old, waitsSince, ...life }: RefreshLife, row: RefreshLifeRow): Tried {
  const told = life[row.told];
  if (old !== undefined && old.reply.exchange.response.status === 200) {
    const since = old.since.slice(0, 10);
    return { shown: `a token that was last renewed on ${since} was taken ${old.days} days later` };
  }
  if (told !== undefined) return byWord(told);
  if (old !== undefined) {
    const { index } = old.reply.exchange;
    return {
      open: `A token kept since ${old.since.slice(0, 10)} was not taken ${old.days} days later: ${describedAnswer(old.reply)} (exchange ${index}); a later login or a person may have ended it.`,
    };
  }
  return {
    open:
      waitsSince === undefined
        ? `Neither the token response nor introspection tells when refresh tokens end; with auth.carryRefreshToken a run ${LEAST_DAYS} days from now tries one.`
        : `A token is kept since ${waitsSince.slice(0, 10)}; a run ${LEAST_DAYS} days after it tries it.`,
  };
}

/** What the server tells of its refresh tokens, or what one showed that was kept for three months. */
export const refreshLife = (context: PlanContext) =>
  defineCheck({
    id: ({ asks }: RefreshLifeRow) => asks.requirement,
    level: 'SHALL',
    needs: { life: attempted(refreshLifeProbe(context)) },
    title: ({ asks }) => asks.title,
    failureTitle: ({ asks }) => `Not so: ${asks.title}`,
    remedy: 'Let refresh tokens live for three months, and for three more when they are used.',
    citations: ({ asks }) => asks.citations,
    requirements: ({ asks }) => [asks.requirement],
    judge: ({ life }, row) =>
      'without' in life
        ? asked(context, row.asks)
        : decided(context, row.asks, tried(life.brought, row)),
  });
