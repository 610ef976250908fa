import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { allowedTypes, limitedSearchProbe } from './limited.probe.ts';

/** A type as it is searched with limited access. */
export interface LimitedTypeRow {
  readonly type: string;
}

/** (g)(10) test procedure, limited access: what was not let through is refused. */
export const limitedAccess = (context: PlanContext) => {
  const isAllowed = ({ type }: LimitedTypeRow): boolean => allowedTypes(context).includes(type);
  return defineCheck({
    id: ({ type }: LimitedTypeRow) => `access.${type.toLowerCase()}`,
    level: 'SHALL',
    needs: ({ type }) => ({ search: limitedSearchProbe(context, type) }),
    title: (row) =>
      isAllowed(row)
        ? `${row.type}, which the user allowed, can be searched`
        : `${row.type}, which the user did not allow, is refused`,
    failureTitle: (row) =>
      isAllowed(row)
        ? `${row.type}, which the user allowed, cannot be searched`
        : `${row.type}, which the user did not allow, is not refused`,
    remedy: (row) =>
      isAllowed(row)
        ? `Answer a search of ${row.type} with HTTP 200 and a Bundle when a scope for it was granted.`
        : `Answer a search of ${row.type} with HTTP 401 or 403 when no scope for it was granted, not with an empty Bundle.`,
    citations: [CITATION.firstConnection],
    requirements: ({ type }) => [
      `smart.limited.access.${type.toLowerCase()}`,
      ...(isAllowed({ type }) ? [] : ['security.insufficient-scope-403']),
    ],
    judge: ({ search }, row) => {
      const { index: exchange, response } = search.exchange;
      const received = describedAnswer(search);
      const what = `Search of ${row.type}`;
      if (!isAllowed(row)) {
        return response.status === 401 || response.status === 403
          ? judged([], `refused with HTTP ${response.status}`)
          : judged([differs(what, { expected: 'HTTP 401 or 403', received, exchange })]);
      }
      return response.status === 200 && objectIn(search)?.['resourceType'] === 'Bundle'
        ? judged([])
        : judged([differs(what, { expected: 'HTTP 200 with a Bundle', received, exchange })]);
    },
  });
};
