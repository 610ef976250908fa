import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { authorizationProbe } from '../launch/authorization.probe.ts';
import { tokenResponseProbe } from '../launch/token-exchange.probe.ts';
import { judgeNoCode } from './refused-authorization.ts';

/** A client id that no server has given out. */
const BAD_CLIENT_ID = 'BAD_CLIENT_ID';

/** RFC 6749, 4.1.2.1: a client that is not registered is told so, and gets no code. */
export const clientIdAuthorize = (context: PlanContext) =>
  defineCheck({
    id: 'client-id.authorize',
    level: 'SHALL',
    advice: true,
    needs: {
      authorization: authorizationProbe(context, {
        name: 'unknown-client',
        change: { client_id: BAD_CLIENT_ID },
        after: tokenResponseProbe(context),
        endsWithLogin: true,
      }),
    },
    title: 'Authorization of an unknown client brings no code',
    failureTitle: 'Authorization of an unknown client brings a code',
    remedy: 'Show an error page where client_id is none of the registered clients.',
    citations: [CITATION.firstConnection],
    requirements: [],
    judge: ({ authorization }) =>
      judgeNoCode(authorization, `Authorization request with client_id ${BAD_CLIENT_ID}`),
  });
