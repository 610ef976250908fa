import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';

/** SMART App Launch 2.0, Token Introspection: the endpoint is published. */
export const introspectionEndpoint = (context: PlanContext) =>
  defineCheck({
    id: 'introspection_endpoint',
    level: 'SHOULD',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART configuration publishes the introspection endpoint',
    failureTitle: 'SMART configuration does not publish the introspection endpoint',
    remedy:
      'Give introspection_endpoint in the SMART configuration, so that tokens can be checked.',
    citations: [CITATION.introspection],
    requirements: ['smart.discovery.introspection_endpoint'],
    judge: ({ configuration: { exchange, json } }) => {
      const value = json['introspection_endpoint'];
      if (typeof value === 'string' && value !== '') return judged([]);
      return judged([
        differs('introspection_endpoint', {
          expected: 'a URL',
          received: described(value),
          exchange,
        }),
      ]);
    },
  });
