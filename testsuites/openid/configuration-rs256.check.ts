import { defineCheck, judged, skip } from '../../core/check.ts';
import { differs } from '../../core/finding.ts';
import type { PlanContext } from '../../core/suite.ts';
import { CITATION } from '../citations.ts';
import { described, stringsIn } from '../launch/json-reply.ts';
import { readOpenidConfigurationProbe } from './openid-configuration.probe.ts';

const MEMBER = 'id_token_signing_alg_values_supported';

/** OpenID Connect Discovery 1.0, 3: RS256 is always among them. */
export const configurationRs256 = (context: PlanContext) =>
  defineCheck({
    id: 'configuration.rs256',
    level: 'SHALL',
    needs: { configuration: readOpenidConfigurationProbe(context) },
    title: 'OpenID configuration offers RS256',
    failureTitle: 'OpenID configuration does not offer RS256',
    remedy: 'List "RS256" in id_token_signing_alg_values_supported.',
    citations: [CITATION.firstConnection],
    requirements: ['openid.configuration.rs256'],
    judge: ({ configuration: { exchange, json } }) => {
      const offered = json[MEMBER];
      if (!Array.isArray(offered)) {
        return skip(`The OpenID configuration has no list ${MEMBER} to look at.`, exchange);
      }
      if (stringsIn(offered).includes('RS256')) return judged([]);
      return judged([
        differs(MEMBER, {
          expected: '"RS256" among them',
          received: described(offered),
          exchange,
        }),
      ]);
    },
  });
