import { defineCheck } from '../../core/check.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';
import { judgeListed } from './listed.ts';

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
    judge: ({ configuration }) =>
      judgeListed(configuration, 'code_challenge_methods_supported', 'S256'),
  });
