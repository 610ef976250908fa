import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { withoutList } from './listed.ts';

/** SMART App Launch 2.0, PKCE: the method plain is not supported. */
export const pkcePlain = (context: PlanContext) =>
  defineCheck({
    id: 'pkce.no-plain',
    level: 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART configuration does not offer PKCE with plain',
    failureTitle: 'SMART configuration offers PKCE with plain',
    remedy: 'Take "plain" out of code_challenge_methods_supported and refuse it at authorize.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.pkce.no-plain'],
    judge: ({ configuration }) => {
      const { exchange, json } = configuration;
      const missing = withoutList(configuration, 'code_challenge_methods_supported');
      if (missing !== undefined) return missing;
      const methods = json['code_challenge_methods_supported'];
      if (!stringsIn(methods).includes('plain')) return judged([]);
      return judged([
        differs('code_challenge_methods_supported', {
          expected: 'no "plain"',
          received: described(methods),
          exchange,
        }),
      ]);
    },
  });
