import { defineCheck, type Judgement, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import {
  type Authorization,
  describedPage,
  standaloneAuthorizationProbe,
  withoutCode,
} from '../launch/authorization.probe.ts';

const WHAT = 'Authorization request';

function judgeAuthorization(authorization: Authorization): Judgement {
  const { outcome } = authorization;
  const expected = 'the browser sent back to the redirect URI';
  switch (outcome.kind) {
    case 'blocked':
      return skip(outcome.why, outcome.exchange);
    case 'stranded': {
      const { exchange, status } = outcome;
      // A page that is no error may only want another login step than the configuration has.
      if (status < 400) return skip(withoutCode(authorization), exchange);
      return judged([differs(WHAT, { expected, received: describedPage(outcome), exchange })]);
    }
    case 'redirected': {
      const { exchange, parameters } = outcome;
      if (parameters['error'] === undefined) return judged([]);
      const received = withoutCode(authorization).replace(/\.$/, '');
      return judged([differs(WHAT, { expected: `${expected} with a code`, received, exchange })]);
    }
    default:
      return outcome satisfies never;
  }
}

/** SMART App Launch 2.0, Obtain authorization code. */
export const authorizeRequest = (context: PlanContext) =>
  defineCheck({
    id: 'authorize.request',
    level: 'SHALL',
    needs: { authorization: standaloneAuthorizationProbe(context) },
    title: 'Authorize endpoint accepts the request and sends the browser back',
    failureTitle: 'Authorize endpoint does not accept the request',
    remedy:
      'Accept response_type, client_id, redirect_uri, scope, state, aud, code_challenge and code_challenge_method=S256, and redirect to the registered redirect URI after login and consent.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.standalone.authorize.request'],
    judge: ({ authorization }) => judgeAuthorization(authorization),
  });
