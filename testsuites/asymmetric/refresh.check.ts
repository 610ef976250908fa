import { defineCheck, judged } from '../../core/check.ts';
import { differs, type Finding } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { describedAnswer, objectIn } from '../launch/json-reply.ts';
import { type AsymmetricSequence, asymmetricSequenceProbe } from './asymmetric.probe.ts';

function findingsIn({ refresh, read }: AsymmetricSequence): readonly Finding[] {
  const { index: exchange, response } = refresh.exchange;
  if (response.status !== 200 || objectIn(refresh)?.['access_token'] === undefined) {
    const received = describedAnswer(refresh);
    const expected = 'HTTP 200 with an access token';
    return [differs('Refresh with a client assertion', { expected, received, exchange })];
  }
  if (read === undefined || read.exchange.response.status === 200) return [];
  return [
    differs('Read with the refreshed token', {
      expected: 'HTTP 200 with the patient',
      received: describedAnswer(read),
      exchange: read.exchange.index,
    }),
  ];
}

/** RFC 6749, 6: a confidential client authenticates when it refreshes. */
export const refresh = (context: PlanContext) =>
  defineCheck({
    id: 'refresh',
    level: 'SHALL',
    needs: { sequence: asymmetricSequenceProbe(context) },
    title: 'Client with a key can refresh its token',
    failureTitle: 'Client with a key cannot refresh its token',
    remedy: 'Accept client assertions in refresh requests, and give a token that reads.',
    citations: [CITATION.subsequentConnection],
    requirements: ['smart.asymmetric.refresh'],
    judge: ({ sequence }) => judged(findingsIn(sequence)),
  });
