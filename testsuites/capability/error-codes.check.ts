import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import type { JsonReply } from '../launch/json-reply.ts';
import { errorAnswersProbe } from './error-answers.probe.ts';

interface Expectation {
  readonly what: string;
  readonly reply: JsonReply | undefined;
  readonly expected: string;
  readonly accepts: (status: number) => boolean;
}

/** What the token does not allow is refused before it is looked at. */
const isForbidden = ({ exchange }: JsonReply): boolean =>
  exchange.response.status === 401 || exchange.response.status === 403;

const findingFor = ({ what, reply, expected, accepts }: Expectation): readonly Finding[] => {
  if (reply === undefined || accepts(reply.exchange.response.status)) return [];
  const { index: exchange, response } = reply.exchange;
  return [differs(what, { expected, received: `HTTP ${response.status}`, exchange })];
};

/** US Core, server capability statement: which status tells of which mistake. */
export const errorCodes = (context: PlanContext) =>
  defineCheck({
    id: 'error-codes',
    level: 'SHALL',
    advice: true,
    needs: { answers: errorAnswersProbe(context) },
    title: 'Mistaken requests are answered with the agreed status codes',
    failureTitle: 'Mistaken requests are not answered with the agreed status codes',
    remedy:
      'Answer 400 to a parameter value that cannot be read, 401 (or another 4xx) to a request without a valid token, 404 to a resource that is not there.',
    citations: [CITATION.dataResponseSingle],
    requirements: ['capability.error-codes'],
    judge: ({ answers: { invalidParameter, unknownResource, unauthorized } }) => {
      const refused = [invalidParameter, unknownResource].find(isForbidden);
      if (refused !== undefined) {
        return skip(
          'The token was refused for requests that it should allow, so their mistakes were not reached.',
          refused.exchange.index,
        );
      }
      return judged(
        [
          {
            what: 'Patient search by a birthdate that is no date',
            reply: invalidParameter,
            expected: 'HTTP 400',
            accepts: (status: number) => status === 400,
          },
          {
            what: 'Read of a resource that is not there',
            reply: unknownResource,
            expected: 'HTTP 404',
            accepts: (status: number) => status === 404 || status === 410,
          },
          {
            what: 'Patient read without a token',
            reply: unauthorized,
            expected: 'HTTP 401 or another 4xx',
            accepts: (status: number) => status >= 400 && status < 500,
          },
        ].flatMap(findingFor),
        unauthorized === undefined
          ? 'invalid parameter and unknown resource; 401 and 403 were not tried, as the server was read without a token'
          : 'invalid parameter, unknown resource and missing token; 403 needs a token of narrower scope and was not tried',
      );
    },
  });
