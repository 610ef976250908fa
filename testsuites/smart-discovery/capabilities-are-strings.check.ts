import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described } from '../launch/json-reply.ts';
import { smartConfigurationProbe } from '../launch/smart-configuration.probe.ts';

/** SMART App Launch 2.0, Conformance, capabilities: an array of strings. */
export const capabilitiesAreStrings = (context: PlanContext) =>
  defineCheck({
    id: 'capabilities-are-strings',
    level: 'SHALL',
    needs: { configuration: smartConfigurationProbe(context) },
    title: 'SMART capabilities are strings',
    failureTitle: 'SMART capabilities are not all strings',
    remedy: 'Give capabilities as a plain array of strings.',
    citations: [CITATION.firstConnection],
    requirements: ['smart.discovery.capabilities-are-strings'],
    judge: ({ configuration }) => {
      const { exchange, json } = configuration;
      const { capabilities } = json;
      if (!Array.isArray(capabilities)) {
        return skip('The SMART configuration has no list capabilities to look at.', exchange);
      }
      return judged(
        capabilities.flatMap((capability, at) =>
          typeof capability === 'string'
            ? []
            : [
                differs(`capabilities[${at}]`, {
                  expected: 'a string',
                  received: described(capability),
                  exchange,
                }),
              ],
        ),
        `${capabilities.length} capabilities`,
      );
    },
  });
