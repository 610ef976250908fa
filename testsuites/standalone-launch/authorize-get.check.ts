import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { standaloneAuthorizationProbe } from '../launch/authorization.probe.ts';

/** Statuses by which a server says that it does not know this way of asking (RFC 9110, 15.5). */
const NOT_THIS_WAY = new Set([404, 405, 410, 414, 501]);

export const isAnotherWay = (status: number): boolean => NOT_THIS_WAY.has(status);

/** RFC 6749, 3.1: the authorization endpoint supports GET. */
export const authorizeGet = (context: PlanContext) =>
  defineCheck({
    id: 'authorize.get',
    level: 'SHALL',
    needs: { authorization: standaloneAuthorizationProbe(context) },
    title: 'Authorize endpoint works with HTTP GET',
    failureTitle: 'Authorize endpoint does not work with HTTP GET',
    remedy: 'Accept authorization requests by GET with the parameters in the query.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.authorize.get'],
    judge: ({ authorization: { first, outcome } }) => {
      if (first === undefined) {
        // A person's browser shows no status; that it was sent back shows that it was let in.
        return outcome.kind === 'redirected' && outcome.parameters['code'] !== undefined
          ? judged([], 'a person was sent back with a code')
          : skip('No answer of the authorize endpoint was seen.');
      }
      const { status } = first.response;
      if (!isAnotherWay(status)) return judged([], `answered HTTP ${status}`);
      return judged([
        differs('GET at the authorize endpoint', {
          expected: 'a login page or a redirect',
          received: `HTTP ${status}`,
          exchange: first.index,
        }),
      ]);
    },
  });
