import { defineCheck, judged } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { refreshWithoutScopeProbe, refreshWithScopeProbe } from '../launch/refresh.probe.ts';
import { tokenAnswerFindings } from './exchange-success.check.ts';

/** A way to ask for new tokens. */
export interface RefreshRow {
  readonly name: 'without-scope' | 'with-scope';
  readonly what: string;
}

/** RFC 6749, 6: scope may be left out or repeated. */
export const REFRESHES: readonly RefreshRow[] = [
  { name: 'without-scope', what: 'a refresh that names no scope' },
  { name: 'with-scope', what: 'a refresh that repeats the granted scopes' },
];

export const refreshAnswer = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: RefreshRow) => `refresh.${name}`,
    level: 'SHALL',
    needs: ({ name }) => ({
      token:
        name === 'with-scope' ? refreshWithScopeProbe(context) : refreshWithoutScopeProbe(context),
    }),
    title: ({ what }) => `Token endpoint grants ${what}`,
    failureTitle: ({ what }) => `Token endpoint does not grant ${what}`,
    remedy: ({ what }) =>
      `Answer ${what}, with the client's own authentication, with HTTP 200 and JSON.`,
    citations: [CITATION.subsequentConnection],
    requirements: ({ name }) => [`token.refresh.${name}`],
    judge: ({ token }, { name }) => judged(tokenAnswerFindings(`Refresh ${name}`, token)),
  });
