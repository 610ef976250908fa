import { defineCheck, judged } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';

const isAbsolute = (value: string): boolean => URL.parse(value) !== null;

/** SMART App Launch 2.0, Conformance: endpoints are URLs; relative ones are resolved and go on. */
export const absoluteUrls = (context: PlanContext) =>
  defineCheck({
    id: 'absolute-urls',
    level: 'SHOULD',
    advice: true,
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'Endpoints of the SMART configuration are absolute URLs',
    failureTitle: 'Endpoints of the SMART configuration are not absolute URLs',
    remedy: 'Give every endpoint of the SMART configuration with scheme and host.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.absolute-urls'],
    judge: ({ configuration: { exchange, json } }) =>
      judged(
        Object.entries(json)
          .filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
          .filter(([, value]) => typeof value === 'string' && value !== '' && !isAbsolute(value))
          .map(([name, value]) =>
            differs(name, { expected: 'an absolute URL', received: described(value), exchange }),
          ),
      ),
  });
