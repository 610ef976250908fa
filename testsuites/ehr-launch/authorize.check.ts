import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { appAuthorizationProbe } from '../launch/app-launch.ts';
import { type Authorization, codeFrom, withoutCode } from '../launch/authorization.probe.ts';
import { ehrLaunch } from './ehr.probe.ts';

/** A step of the authorization of an EHR launch. */
export interface EhrAuthorizeRow {
  readonly name: 'authorize.request' | 'authorize.post' | 'redirect.code';
  readonly title: string;
  readonly failureTitle: string;
  readonly remedy: string;
  /** What departs; undefined where this step was passed. */
  readonly wrong: (authorization: Authorization) => string | undefined;
}

/** Statuses that say that the method is not one of the endpoint (RFC 9110, 15.5.6 and 15.6.2). */
const isAnotherWay = (status: number): boolean => [404, 405, 501].includes(status);

/** SMART App Launch 2, Obtain authorization code; capability authorize-post. */
export const EHR_AUTHORIZE: readonly EhrAuthorizeRow[] = [
  {
    name: 'authorize.request',
    title: 'Authorize endpoint accepts the launch value and sends the browser back',
    failureTitle: 'Authorize endpoint does not accept the launch value',
    remedy: 'Accept launch, as handed to the app, together with the usual parameters.',
    wrong: (authorization) =>
      authorization.outcome.kind === 'redirected' ? undefined : withoutCode(authorization),
  },
  {
    name: 'authorize.post',
    title: 'Authorize endpoint takes POST',
    failureTitle: 'Authorize endpoint does not take POST',
    remedy: 'Accept the parameters of an authorization request form-encoded by POST too.',
    wrong: ({ first }) =>
      first === undefined || !isAnotherWay(first.response.status)
        ? undefined
        : `HTTP ${first.response.status}`,
  },
  {
    name: 'redirect.code',
    title: 'Callback of the EHR launch carries a code',
    failureTitle: 'Callback of the EHR launch carries no code',
    remedy: 'Send the browser back with code and the state of the request.',
    wrong: (authorization) =>
      codeFrom(authorization) === undefined ? withoutCode(authorization) : undefined,
  },
];

export const ehrAuthorize = (context: PlanContext) =>
  defineCheck({
    id: ({ name }: EhrAuthorizeRow) => name,
    level: 'SHALL',
    needs: { authorization: appAuthorizationProbe(context, ehrLaunch(context)) },
    title: ({ title }) => title,
    failureTitle: ({ failureTitle }) => failureTitle,
    remedy: ({ remedy }) => remedy,
    citations: [CITATION.firstConnection],
    requirements: ({ name }) => [`smart.ehr.${name}`],
    judge: ({ authorization }, { name, wrong }): Judgement => {
      const { outcome } = authorization;
      if (outcome.kind === 'blocked') return skip(outcome.why, outcome.exchange);
      const { first } = authorization;
      if (name === 'authorize.post' && first === undefined && outcome.kind !== 'redirected') {
        return skip('No answer of the authorize endpoint was seen.', outcome.exchange);
      }
      const received = wrong(authorization);
      if (received === undefined) return judged([]);
      // A page that is no error may only want another login step than the configuration has.
      if (outcome.kind === 'stranded' && outcome.status < 400) {
        return skip(withoutCode(authorization), outcome.exchange);
      }
      return judged([
        differs(name === 'redirect.code' ? 'Callback' : 'Authorization request', {
          expected: 'the browser sent back with a code',
          received: received.replace(/\.$/, ''),
          exchange: outcome.exchange,
        }),
      ]);
    },
  });
