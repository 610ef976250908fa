import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { withoutList } from './listed.ts';

/** SMART App Launch 2.0, PKCE: S256 is supported. */
export const pkceS256 = (context: PlanContext) =>
  defineCheck({
    id: 'pkce.s256',
    level: 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART configuration offers PKCE with S256',
    failureTitle: 'SMART configuration does not offer PKCE with S256',
    remedy: 'List "S256" in code_challenge_methods_supported.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.pkce.s256'],
    judge: ({ configuration }) => {
      const { exchange, json } = configuration;
      const missing = withoutList(configuration, 'code_challenge_methods_supported');
      if (missing !== undefined) return missing;
      const methods = json['code_challenge_methods_supported'];
      if (stringsIn(methods).includes('S256')) return judged([]);
      return judged([
        differs('code_challenge_methods_supported', {
          expected: '"S256" among them',
          received: described(methods),
          exchange,
        }),
      ]);
    },
  });
