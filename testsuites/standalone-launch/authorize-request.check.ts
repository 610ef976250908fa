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
import { isAnotherWay } from './authorize-get.check.ts';

const WHAT = 'Authorization request';

/** Errors by which a server says that it did not take the request (RFC 6749, 4.1.2.1). */
const NOT_TAKEN = new Set([
  'invalid_request',
  'unauthorized_client',
  'unsupported_response_type',
  'invalid_scope',
]);

function judgeAuthorization(authorization: Authorization): Judgement {
  const { outcome, first } = authorization;
  const expected = 'the browser sent back to the redirect URI';
  switch (outcome.kind) {
    case 'blocked':
      return skip(outcome.why, outcome.exchange);
    case 'stranded': {
      const { exchange, status } = outcome;
      // A page that is no error may only want another login step than the configuration has.
      if (status < 400) return skip(withoutCode(authorization), exchange);
      if (exchange === first?.index && isAnotherWay(status)) {
        return skip('The authorize endpoint does not work with GET.', exchange);
      }
      return judged([differs(WHAT, { expected, received: describedPage(outcome), exchange })]);
    }
    case 'redirected': {
      const { exchange, parameters } = outcome;
      if (!NOT_TAKEN.has(parameters['error'] ?? '')) return judged([]);
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
