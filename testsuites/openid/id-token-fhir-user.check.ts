import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, describedAnswer, objectIn } from '../launch/json-reply.ts';
import { type FhirUser, fhirUserProbe, USER_TYPES } from './id-token.probe.ts';

function findingsIn({ exchange, claim, reference, read }: FhirUser): readonly Finding[] {
  if (reference === undefined || read === undefined) {
    return [
      differs('fhirUser', {
        expected: `the URL of a ${USER_TYPES.join(', ')}`,
        received: described(claim),
        exchange,
      }),
    ];
  }
  const { index, response } = read.exchange;
  const type = objectIn(read)?.['resourceType'];
  if (response.status === 200 && type === reference.split('/')[0]) return [];
  return [
    differs(`Read of ${reference}`, {
      expected: `HTTP 200 with ${reference}`,
      received: describedAnswer(read),
      exchange: index,
    }),
  ];
}

/** SMART App Launch 2.0, scopes for requesting identity data: fhirUser. */
export const idTokenFhirUser = (context: PlanContext) =>
  defineCheck({
    id: 'id-token.fhirUser',
    level: 'SHALL',
    needs: { user: fhirUserProbe(context) },
    title: 'The id_token names a user that can be read',
    failureTitle: 'The id_token does not name a user that can be read',
    remedy: `Set the claim fhirUser to the URL of the user as ${USER_TYPES.join(', ')}, and let the token read that resource.`,
    citations: [CITATION.firstConnection],
    requirements: ['openid.id-token.fhirUser'],
    judge: ({ user }) => judged(findingsIn(user)),
  });
